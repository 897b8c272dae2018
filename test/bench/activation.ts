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

/** kB of what a package of ours holds. */
function sizeText(): string {
  const vsix = "dist/lanekeeper.vsix";
  const native = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".node"),
  );
  const packed = existsSync(vsix) ? `${Math.round(statSync(vsix).size / 1_000)} kB packed` : "not packed yet";
  return `V2  ${packed}, ${native.length} native modules (goal 500 kB, 0)`;
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
  console.log(
    `V1  load and activate ${us.toFixed(1)} ms, jsonc-parser ${them.toFixed(1)} ms: ${(us / them).toFixed(2)}x (goal 20 ms, 2.2x)`,
  );
  console.log(sizeText());
}
