/** @type {import("jest").Config} */
export default {
  roots: ["<rootDir>/test"],
  extensionsToTreatAsEsm: [".ts"],
  // Node 20 cannot strip types itself. From Node 22.18 on jest does it when no transform claims a
  // file: write `transform: {}` then, and drop the two swc packages.
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2023",
          parser: { syntax: "typescript" },
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
};
