/** @type {import("jest").Config} */
export default {
  roots: ["<rootDir>/test"],
  extensionsToTreatAsEsm: [".ts"],
  // A test that hangs ends here. No test asserts a time, and a busy machine is no failure: those
  // that run a server and real git commands take long on it.
  testTimeout: 300_000,
  // jest keeps one core back, which is half of a small machine.
  maxWorkers: "100%",
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
