/**
 * Whether a file may matter at all, judged by its name alone: paths from the root of the
 * repository, with forward slashes. Lenient, since a policy file may have any name; only what is
 * well known to be something else is left out. What a file really is, its content tells.
 */
export function isCandidatePath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (otherNames.has(name)) return false;
  const parts = name.split(".");
  if (parts.length < 2) return true;
  return !otherExtensions.has(parts.at(-1) ?? "");
}

/** Whether a file is part of a Terraform or OpenTofu configuration, or gives it values. */
export function isTerraformPath(path: string): boolean {
  return /\.(?:tf|tofu|tfvars)(?:\.json)?$|\.hcl$/i.test(path);
}

/** Whether a file is filled in by a template engine before it means anything. */
export function isTextTemplatePath(path: string): boolean {
  return /\.(?:tpl|tftpl|tmpl|gotmpl|j2|jinja2?|njk|erb|ejs|hbs|mustache|handlebars|liquid|mako)$/i.test(
    path,
  );
}

/** Files with the extension of data that are known to hold something else. */
const otherNames = new Set([
  "package.json",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "composer.json",
  "tsconfig.json",
  "jsconfig.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "bun.lock",
  "deno.lock",
  "flake.lock",
  "cargo.lock",
  "poetry.lock",
  "pipfile.lock",
  "gemfile.lock",
  "composer.lock",
  "yarn.lock",
  ".terraform.lock.hcl",
  ".gitignore",
  ".gitattributes",
  ".gitmodules",
  ".dockerignore",
  ".editorconfig",
  ".npmrc",
  ".nvmrc",
  "dockerfile",
  "makefile",
  "jenkinsfile",
  "gemfile",
  "rakefile",
  "procfile",
  "vagrantfile",
  "license",
  "licence",
  "notice",
  "authors",
  "codeowners",
  "readme",
  "changelog",
  "go.mod",
  "go.sum",
]);

const otherExtensions = new Set(
  `
  adoc asciidoc css csv doc docx epub htm html ics less log markdown md mdx odt pdf po pot ppt
  pptx rst rtf sass scss srt tex tsv xls xlsx
  asm astro bas bash bat bicep c cc clj cljs cmd coffee cpp cs csproj cxx dart elm erl ex exs f90
  fish fs fsx gd go gradle graphql groovy h hh hpp hrl hs hxx ipynb java jl js jsx kt kts lean lhs
  lisp lua m mjs cjs ml mli mm mts cts nim nix pas php pl pm proto ps1 psm1 py pyi pyx r rb rego rkt
  rs scala scm sh sln sol sql svelte swift tcl ts tsx v vb vbproj vhd vhdl vim vue wat xsl xslt zig
  zsh
  avif bmp eps gif heic ico icns jpeg jpg png psd svg tif tiff webp
  3gp aac avi flac m4a mkv mov mp3 mp4 mpeg mpg ogg opus wav webm wmv
  7z apk br bz2 deb dmg ear gz iso jar rar rpm tar tgz war whl xz zip zst
  a bin class dat db dll dylib exe ko lib node o obj pdb pyc pyd so sqlite sqlite3 wasm
  eot otf ttf woff woff2
  crt cer der gpg key p12 pem pfx pub sig asc
  cfg conf editorconfig env ini lock map patch diff plist properties snap sum tfplan
  tfstate toml xcconfig xml
  bak backup orig rej swp tmp
  `
    .trim()
    .split(/\s+/),
);
