/**
 * What it costs VS Code to start us (row V1), and how large we are (row V2). A fresh process with a stand-in for `vscode`
 * loads the bundle and activates it; the yardstick, `require("jsonc-parser")`, takes turns with it. Processor time, medians.
 * Run after `npm run build`, for V2 after `npm run package`:
 *
 *     npm run bench:activation [rounds]
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { report } from "./rows.ts";
import { median } from "./statistics.ts";

const [, script = "", mode = "15"] = process.argv;
const require = createRequire(path.resolve("package.json"));

/** Stands for everything in `vscode`: may be called, constructed, extended, read and walked over; is empty. */
function standIn(): unknown {
  const everything: unknown = new Proxy(function () {}, {
    get(_target, key) {
      if (key === "then") return undefined;
      if (key === Symbol.toPrimitive) return () => 0;
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return key === "prototype" ? {} : everything;
    },
    // The bundle makes an object of our kind that has what we have: it inherits it.
    getPrototypeOf: () => everything as object,
    set: () => true,
    apply: () => everything,
    construct: () => everything as object,
  });
  return everything;
}

/** ms of processor time that the work takes in this process. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function activate(): number {
  const stub = standIn();
  const loader = Module as unknown as { _load: (id: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (id, ...rest) => (id === "vscode" ? stub : load(id, ...rest));
  return cost(() => {
    const extension = require(path.resolve("dist/extension.cjs")) as { activate(context: unknown): void };
    extension.activate(stub);
  });
}

function inFreshProcess(what: "activate" | "yardstick"): number {
  const { stdout, stderr } = spawnSync(process.execPath, [script, what], { encoding: "utf8" });
  const ms = Number(stdout);
  if (stdout.trim() === "" || Number.isNaN(ms)) throw new Error(`${what}: ${stderr.slice(-600)}`);
  return ms;
}

function size(): void {
  const vsix = "dist/lanekeeper.vsix";
  if (!existsSync(vsix)) return console.log("V2  not packed yet: npm run package");
  const files = readdirSync("dist", { recursive: true, encoding: "utf8" });
  const native = files.filter((file) => file.endsWith(".node")).length;
  const kilobytes = Math.round(statSync(vsix).size / 1_000);
  report({
    ...{ id: "V2", what: "the package", measured: `${kilobytes} kB`, beside: `${native} native modules` },
    ...{ goal: "500 kB, 0", met: kilobytes <= 500 && native === 0 },
  });
}

if (mode === "activate" || mode === "yardstick") {
  const ms = mode === "activate" ? activate() : cost(() => void require("jsonc-parser"));
  process.stdout.write(`${ms}\n`, () => process.exit(0));
} else {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < Math.max(3, Number(mode)); round += 1) {
    ours.push(inFreshProcess("activate"));
    theirs.push(inFreshProcess("yardstick"));
  }
  const [us, them] = [median(ours), median(theirs)];
  report({
    ...{ id: "V1", what: "load and activate", measured: `${us.toFixed(1)} ms` },
    beside: `${(us / them).toFixed(2)} times require("jsonc-parser"), ${them.toFixed(1)} ms`,
    goal: "20 ms, 2.2 times",
    met: us <= 20 && us / them <= 2.2,
  });
  size();
}
