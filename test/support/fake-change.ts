import type { Change, FileContent, FileEntry, Snapshot } from "../../src/review/change.ts";

/** What stands in a file: a text, or what is in the way of reading it. */
type FakeFile = string | FileContent;
export type FakeFiles = Readonly<Record<string, FakeFile>>;

/** A change with plain fields. `reads` lists every file that was read, in order. */
export interface FakeChange extends Change {
  readonly reads: string[];
}

export function fakeChange(
  base: FakeFiles | undefined,
  head: FakeFiles,
  more: { readonly missing?: readonly string[]; readonly configuration?: FakeFiles } = {},
): FakeChange {
  const reads: string[] = [];
  const snapshot = (label: string, files: FakeFiles): Snapshot => ({
    label,
    list: async () => ({
      files: Object.entries(files).map(([path, file]) => entry(path, file)),
      missing: more.missing ?? [],
    }),
    read: async ({ path }) => {
      reads.push(path);
      const file = files[path];
      if (file === undefined) throw new Error(`${path} is not there`);
      return typeof file === "string" ? { kind: "text", text: file } : file;
    },
  });
  return {
    base: base && snapshot("base", base),
    head: snapshot("head", head),
    reads,
    ...(more.configuration && { configuration: snapshot("tip of base", more.configuration) }),
  };
}

function entry(path: string, file: FakeFile): FileEntry {
  if (typeof file === "string") return { path, id: `text:${file}`, size: Buffer.byteLength(file) };
  return { path, id: `${path}:${file.kind}`, ...("size" in file && { size: file.size }) };
}
