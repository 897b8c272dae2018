/**
 * Builds the bundles into dist/: the extension, the threads of pools, recordings and of the linter, the command line, the dashboard.
 *
 *   node esbuild.mjs             production: minified, no source maps in the package
 *   node esbuild.mjs --dev       readable, with source maps
 *   node esbuild.mjs --if-stale  nothing when dist/ is newer than every source
 *   node esbuild.mjs --notices   compares ThirdPartyNotices.txt with what is bundled (--write renews it)
 */
import { build, transform } from "esbuild";
import { readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { compile, compileModule } from "svelte/compiler";
import { checkNotices } from "./test/house/notices.mjs";

const dev = process.argv.includes("--dev");
const SOURCES = ["engine", "extension", "webview", "esbuild.mjs", "package.json"];

/** Svelte 5 components and `*.svelte.ts` modules; CSS leaves through a virtual import, since a style tag would break the CSP. */
const sveltePlugin = {
  name: "svelte",
  setup(bundle) {
    const styles = new Map();
    bundle.onResolve({ filter: /^svelte-style:/ }, ({ path: id }) => ({
      path: id,
      namespace: "svelte-style",
    }));
    bundle.onLoad({ filter: /.*/, namespace: "svelte-style" }, ({ path: id }) => ({
      contents: styles.get(id) ?? "",
      loader: "css",
    }));
    // Without the namespace this would also catch the virtual style sheets, and they would vanish.
    bundle.onLoad({ filter: /\.svelte$/, namespace: "file" }, async ({ path: file }) => {
      const { js, css, warnings } = compile(await readFile(file, "utf8"), {
        filename: file,
        generate: "client",
        css: "external",
        dev: false,
      });
      const id = `svelte-style:${path.relative(process.cwd(), file)}.css`;
      if (css?.code) styles.set(id, css.code);
      return {
        contents: css?.code ? `import ${JSON.stringify(id)};\n${js.code}` : js.code,
        warnings: warnings.map(({ message }) => ({ text: `${file}: ${message}` })),
      };
    });
    bundle.onLoad({ filter: /\.svelte\.ts$/, namespace: "file" }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "ts", target: "es2022" });
      return { contents: compileModule(code, { filename: file, generate: "client" }).js.code };
    });
  },
};

const shared = {
  bundle: true,
  minify: !dev,
  sourcemap: dev ? "linked" : false,
  metafile: true,
  target: "node20",
  logLevel: "warning",
  legalComments: "none",
};
// jsonc-parser's main file is UMD, whose own requires no bundler sees; its module file is plain.
const node = { ...shared, platform: "node", format: "esm", mainFields: ["module", "main"] };
// commander and others are CommonJS inside an ES module bundle: they ask for `require`.
const requireBanner =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The extension loads its tools as a file of the other bundle, which it shares with the threads. */
const toolsApart = {
  name: "tools-apart",
  setup(bundle) {
    bundle.onResolve({ filter: /engine\/tools\.ts$/ }, () => ({ path: "./tools.mjs", external: true }));
  },
};

const BUNDLES = [
  {
    ...node,
    entryPoints: ["extension/main.ts"],
    outfile: "dist/extension.cjs",
    format: "cjs",
    external: ["vscode"],
    plugins: [toolsApart],
  },
  {
    ...node,
    // What threads, tools and command line have in common is packed once.
    entryPoints: {
      worker: "engine/entry/worker.ts",
      clusterWorker: "engine/entry/clusterWorker.ts",
      lintWorker: "engine/entry/lintWorker.ts",
      recordingWorker: "engine/entry/recordingWorker.ts",
      tools: "engine/tools.ts",
      lanekeeper: "engine/entry/cli.ts",
    },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    chunkNames: "shared-[hash]",
    banner: { js: requireBanner },
  },
  {
    ...shared,
    platform: "browser",
    target: "es2022",
    format: "iife",
    entryPoints: ["webview/main.ts"],
    outfile: "dist/webview/dashboard.js",
    conditions: ["svelte", "browser", dev ? "development" : "production"],
    plugins: [sveltePlugin],
  },
];

if (process.argv.includes("--if-stale") && newest(["dist"]) > newest(SOURCES)) process.exit(0);
await rm("dist", { recursive: true, force: true });
await mkdir("dist/webview", { recursive: true });
const results = await Promise.all(BUNDLES.map((bundle) => build(bundle)));
if (process.argv.includes("--notices")) await checkNotices(results, process.argv.includes("--write"));

/** Time of the newest file below the given paths, in ms; 0 when there is none. */
function newest(paths) {
  let time = 0;
  for (const place of paths) {
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const inside = stat.isDirectory()
      ? newest(readdirSync(place).map((name) => path.join(place, name)))
      : stat.mtimeMs;
    time = Math.max(time, inside);
  }
  return time;
}
