import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { fileLengthMax } from "../../../src/sources/source.ts";
import { filesOf, render } from "../rendering.ts";

const role = "R: { Type: AWS::IAM::Role }";
const policy = (resource: string) =>
  `P: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: { Statement: { Effect: Allow, Resource: ${resource} } } } }`;
const json = (document: unknown) =>
  JSON.stringify({
    Resources: { P: { Type: "AWS::IAM::Policy", Properties: { PolicyDocument: document } } },
  });
const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

/** A document with a function in itself, `depth` times. */
function deepCalls(name: string, depth: number): string {
  const call = `${`{"${name}":["0",[`.repeat(depth)}"x"${"]]}".repeat(depth)}`;
  return json({ Statement: { Resource: "deep" } }).replace('"deep"', () => call);
}

/**
 * What strangers may write. Each has an outcome of a stated form: nothing throws, what is made of it
 * stays small, and what is not read is said.
 */
const inputs: readonly (readonly [
  name: string,
  text: string,
  said: RegExp,
  others?: Readonly<Record<string, string>>,
])[] = [
  ["lists in lists", `Resources: { ${role}, X: ${"[".repeat(50_000)} }`, /deeper than/],
  ["mappings in mappings", `Resources: { ${role}, X: ${"{a: ".repeat(50_000)} }`, /deeper than/],
  [
    "blocks in blocks",
    `Resources:\n  ${role}\n${times(300, (n) => `${" ".repeat(n + 2)}k:\n`)}`,
    /deeper than/,
  ],
  ["JSON in JSON", `{"Resources":{"R":{"Type":"AWS::IAM::Role"},"X":${"[".repeat(50_000)}`, /./],
  [
    "aliases that stand for billions",
    `a0: &a0 [x]\n${times(30, (n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`)}Resources: { ${role}, Y: { Type: AWS::IAM::User, Properties: { Tags: *a30 } } }`,
    /aliases stand for too much/,
  ],
  [
    "an alias of itself",
    `Resources: { ${role}, Y: &y { Type: AWS::IAM::User, Properties: *y } }`,
    /leads back to itself/,
  ],
  ["an alias of nothing", `Resources: { ${role}, Y: *nothing }`, /no anchor/],
  [
    "merge keys on merge keys",
    `m: &m { a: b }\nResources: { ${role}, Y: { <<: [${times(500, () => "*m, ")}*m], Type: AWS::IAM::User } }`,
    /merge keys/,
  ],
  [
    "a key without end",
    `Resources:\n  ${role}\n  ? ${"k".repeat(200_000)}\n  : { Type: AWS::IAM::User }`,
    /IAM::User/,
  ],
  [
    "repeated keys of YAML",
    `Resources:\n${times(30_000, () => `  ${role}\n`)}`,
    /stands twice in this mapping/,
  ],
  [
    "repeated keys of JSON",
    `{"Resources":{${times(30_000, () => '"R":{"Type":"AWS::IAM::Role"},')}"S":{"Type":"AWS::IAM::User"}}}`,
    /stands twice here/,
  ],
  [
    "many variables in one text",
    `Resources: { B: { Type: AWS::S3::Bucket }, ${policy(`!Sub "${"${B}".repeat(100_000)}"`)} }`,
    /t\.yml#P/,
  ],
  [
    "variables that never close",
    `Resources: { ${policy(`!Sub "${"${a".repeat(100_000)}"`)} }`,
    /t\.yml#P/,
  ],
  [
    "names that lead to each other",
    `Resources: { A: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref B } }, B: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref A } }, ${policy("!GetAtt A.Arn")} }`,
    /t\.yml#P/,
  ],
  [
    "conditions that lead to each other",
    `Conditions: { A: { Condition: B }, B: !Not [{ Condition: A }] }\nResources: { R: { Type: AWS::IAM::Role, Condition: A } }`,
    /IAM::Role/,
  ],
  [
    "conditions that double",
    `Conditions: { C0: !Equals [!Ref P, x], ${times(60, (n) => `C${n + 1}: !And [{ Condition: C${n} }, { Condition: C${n} }], `)} }\nResources: { R: { Type: AWS::IAM::Role, Condition: C60 } }`,
    /IAM::Role/,
  ],
  [
    "choices that double",
    `Conditions: { ${times(20, (n) => `C${n}: !Equals [!Ref P, "${n}"], `)} }\nResources: { ${policy(`!Join ["", [${times(20, (n) => `!If [C${n}, a, b], `)}]]`)} }`,
    /t\.yml#P/,
  ],
  [
    "loops in loops",
    `Resources: { ${role}, ${times(5, (n) => `"Fn::ForEach::L${n}": [I${n}, [${times(24, (k) => `a${k}, `)}], { `)} "X\${I0}\${I1}\${I2}\${I3}\${I4}": { Type: AWS::IAM::User } ${times(5, () => "}] ,")} }`,
    /make too much/,
  ],
  [
    "a loop without a name",
    `Resources: { ${role}, "Fn::ForEach::": ["", [a], { "\${}": x }] }`,
    /IAM::Role/,
  ],
  [
    "includes that double",
    `Resources: { ${role}, X: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: a.yml } } } }`,
    /IAM::Role/,
    {
      "a.yml": `x: { ${times(9, (n) => `k${n}: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: b.yml } } }, `)} }`,
      "b.yml": `x: { ${times(9, (n) => `k${n}: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: a.yml } } }, `)} }`,
    },
  ],
  [
    "stacks that fan out",
    `Resources: { ${role}, ${times(9, (n) => `S${n}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: n0.yml } }, `)} }`,
    /more nested stacks than are followed/,
    Object.fromEntries(
      Array.from({ length: 9 }, (_, depth) => [
        `n${depth}.yml`,
        `Resources: { ${role}, ${times(9, (n) => `S${n}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: n${depth + 1}.yml } }, `)} }`,
      ]),
    ),
  ],
  [
    "a loop over nothing much, again and again",
    `Resources: { ${role}, "Fn::ForEach::A": [I, [${times(2000, (n) => `a${n}, `)}], { "Fn::ForEach::B": [J, [${times(2000, (n) => `b${n}, `)}], {}] }] }`,
    /make too much/,
  ],
  [
    "a large stack, again and again",
    `Resources: { ${role}, ${times(90, (n) => `S${n}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: large.yml } }, `)} }`,
    /more text than is followed/,
    { "large.yml": `Resources: { ${role} }\n#${"x".repeat(fileLengthMax - 100)}` },
  ],
  [
    "stacks that need each other's outputs",
    `Resources: { ${role}, A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yml, Parameters: { P: !GetAtt B.Outputs.O } } }, B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yml, Parameters: { P: !GetAtt A.Outputs.O } } } }`,
    /t\.yml#A#P/,
    {
      "c.yml": `Parameters: { P: { Type: String } }\nResources: { ${policy("!Ref P")} }\nOutputs: { O: { Value: !Sub "\${P}\${P}" } }`,
    },
  ],
  ["functions in functions", deepCalls("Fn::Select", 18), /P/],
  ["more functions in functions", deepCalls("Fn::Join", 2000), /./],
  [
    "a long list",
    json({
      Statement: { Resource: { "Fn::Join": ["", Array.from({ length: 100_000 }, () => "a")] } },
    }),
    /P/,
  ],
  [
    "a text in many pieces",
    json({ Statement: { Resource: { "Fn::Split": [",", ",".repeat(200_000)] } } }),
    /P/,
  ],
  [
    "networks without end",
    json({ Statement: { Resource: { "Fn::Cidr": ["0.0.0.0/0", "999999", "32"] } } }),
    /P/,
  ],
  [
    "a long text in base 64",
    json({ Statement: { Resource: { "Fn::Base64": "a".repeat(500_000) } } }),
    /P/,
  ],
  [
    "names of JavaScript",
    '{"Resources":{"__proto__":{"Type":"AWS::IAM::Role"},"constructor":{"Type":"AWS::IAM::User","Properties":{"__proto__":{"a":1},"Tags":{"hasOwnProperty":1}}},"toString":{"Type":"constructor"}}}',
    /IAM::User/,
  ],
  [
    "types of JavaScript",
    '{"Resources":{"R":{"Type":"AWS::IAM::Role"},"F":{"Type":"AWS::Serverless::Function","Properties":{"Policies":[{"constructor":{}},{"__proto__":{}}],"Events":{"E":{"Type":"toString"}}}}}}',
    /no policy template|neither/,
  ],
  [
    "characters that stand for others",
    `Resources: { ${policy('"\u{E000}\u{E000}*"')}, "\u{0}x": { Type: AWS::IAM::User }, "\uD800": { Type: AWS::IAM::User } }`,
    /t\.yml#P/,
  ],
  [
    "tags of all kinds",
    `Resources: { ${role}, Y: !<tag:x,2000:y> { Type: !A::B AWS::IAM::User } }`,
    /IAM::Role/,
  ],
  [
    "a large document in a text",
    json(JSON.stringify({ Statement: Array.from({ length: 5000 }, () => ({ Effect: "Allow" })) })),
    /P/,
  ],
  [
    "texts in texts",
    json(JSON.stringify(JSON.stringify(JSON.stringify({ Statement: [{ Effect: "Allow" }] })))),
    /P/,
  ],
  [
    "values of the wrong form",
    '{"Resources":{"A":null,"B":[],"C":{"Type":{}},"D":{"Type":"AWS::IAM::Role","Properties":[]},"E":{"Type":"AWS::IAM::Policy","Properties":{"PolicyDocument":[[[]]],"Roles":{"Ref":{}}}},"F":{"Type":"AWS::Lambda::Permission","Properties":{"FunctionName":[],"Action":{},"Principal":[[]]}},"G":{"Type":"AWS::Serverless::Function","Properties":{"Policies":{"Fn::If":1},"Events":[],"Tags":3,"Role":null}}},"Parameters":[],"Conditions":{"X":[]},"Mappings":1,"Rules":{"R":{"Assertions":[1]}},"Globals":[],"Outputs":[]}',
    /IAM::Role/,
  ],
  [
    "paths out of the repository",
    `Resources: { ${role}, S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "../../../../etc/passwd" } }, T: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '..\\..\\x' } }, U: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "file:///etc/passwd" } } }`,
    /elsewhere/,
  ],
  [
    "macros without end",
    `Transform: [${times(20_000, (n) => `M${n}, `)}]\nResources: { ${role} }`,
    /the macro `M0`/,
  ],
  [
    "a path of an API made of braces",
    `Resources: { F: { Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: Api, Properties: { Path: "${"{".repeat(50_000)}${"/".repeat(50_000)}" } } } } } }`,
    /t\.yml#F/,
  ],
  [
    "many events",
    `Resources: { F: { Type: AWS::Serverless::Function, Properties: { Events: { ${times(3000, (n) => `E${n}: { Type: SNS }, `)} } } } }`,
    /t\.yml#F/,
  ],
  [
    "names with the marks of Markdown",
    `Resources: { "a\`b\\n# c": { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ["x\`\\n<b>"] } } }`,
    /not judged/,
  ],
  [
    "a file at the bound",
    `Resources: { ${role} }\n#${"x".repeat(fileLengthMax - 100)}`,
    /IAM::Role/,
  ],
];

describe("hostile templates", () => {
  test.each(inputs)("%s", (_, text, said, others = {}) => {
    const files = filesOf({ "t.yml": text, ...others });
    const result = readCloudFormation("t.yml", text, files);
    const lines = render(result, text);
    expect(lines.join("\n")).toMatch(said);
    expect(result?.policies.length).toBeLessThan(20_000);
    expect(result?.notJudged.length).toBeLessThan(5000);
    expect(result?.syntaxProblems.length).toBeLessThan(500);
    expect(lines.reduce((sum, line) => sum + line.length, 0)).toBeLessThan(20 * fileLengthMax);
  });
});
