/** Who may import whom. The reasons stand in the README under "Rooms". */
module.exports = {
  forbidden: [
    {
      name: "contract-imports-nothing-of-ours",
      severity: "error",
      from: { path: "^contract/" },
      to: { path: "^(db|electron|renderer|district|build|tests)/" },
    },
    {
      name: "rules-are-pure",
      comment: "Domain rules import the contract and other rules: no store, no clock, no IO.",
      severity: "error",
      from: { path: "^electron/station/.*(/|\\.)rules\\.ts$" },
      to: {
        pathNot: [
          "^contract/",
          "^electron/station/.*(/|\\.)rules\\.ts$",
          "node_modules/(zod|jsonc-parser|read-vietnamese-number)/",
        ],
      },
    },
    {
      name: "db-serves-the-station-only",
      severity: "error",
      from: { pathNot: "^(db|electron/station|tests|build)/|\\.test\\.ts$" },
      to: { path: "^db/" },
    },
    {
      name: "db-imports-contract-only",
      severity: "error",
      from: { path: "^db/" },
      to: { path: "^(electron|renderer|district|build|tests)/" },
    },
    {
      name: "renderer-imports-contract-only",
      severity: "error",
      from: { path: "^renderer/" },
      to: { path: "^(db|electron|district|build|tests)/" },
    },
    {
      name: "renderer-has-no-node",
      severity: "error",
      from: { path: "^renderer/", pathNot: "^renderer/(district/)?vite\\.config\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "rules-of-the-screens-are-pure",
      comment:
        "They run in Node as well: the build makes the voice of the display from what its rules can say.",
      severity: "error",
      from: { path: "^renderer/.*(/|\\.)rules\\.ts$" },
      to: { pathNot: ["^contract/", "^renderer/.*(/|\\.)rules\\.ts$", "^renderer/.*\\.json$"] },
    },
    {
      name: "build-imports-only-rules-of-the-screens",
      severity: "error",
      from: { path: "^build/" },
      to: { path: "^renderer/", pathNot: "(/|\\.)rules\\.ts$" },
    },
    {
      name: "sync-engine-knows-no-store",
      comment: "A station and a node below another send by the same engine; each brings its own store.",
      severity: "error",
      from: { path: "^electron/station/sync/engine/" },
      to: {
        path: "^(db|electron|renderer|district|build|tests)/",
        pathNot: "^electron/station/sync/engine/",
      },
    },
    {
      name: "district-imports-contract-and-rules",
      severity: "error",
      // Its tests meet real stations.
      from: { path: "^district/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(db|electron|renderer|build|tests)/",
        pathNot: [
          "^electron/station/.*(/|\\.)rules\\.ts$",
          "^electron/station/sync/engine/",
          // As pure as rules, with libraries for the file formats below them: see catalogue-files-are-pure.
          "^electron/station/catalogue/(catalogue-file|import-file)\\.ts$",
        ],
      },
    },
    {
      name: "catalogue-files-are-pure",
      severity: "error",
      from: {
        path: "^electron/station/catalogue/(workbook/|(catalogue-file|import-file)\\.ts$)",
        pathNot: "\\.test\\.ts$",
      },
      to: {
        pathNot: [
          "^contract/",
          "^electron/station/catalogue/(workbook/|(catalogue-file|import-file)\\.ts$)",
          "^electron/station/.*(/|\\.)rules\\.ts$",
          "node_modules/(zod|hucre|jszip)/",
        ],
      },
    },
    {
      name: "shell-knows-no-domain",
      comment: "The shell starts the station service and shows windows; it never opens the store.",
      severity: "error",
      from: { path: "^electron/(main|preload)/" },
      to: { path: "^(db|electron/station|renderer|district|build|tests)/" },
    },
    {
      name: "product-imports-no-test",
      severity: "error",
      from: { path: "^(contract|db|electron|renderer|district)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(build|tests)/|\\.test\\.tsx?$" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist/|node_modules/\\.)" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".cjs", ".json"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
