/** `lanekeeper sim`: experiments in virtual time. Touches no network; the same seed gives the same numbers. */
import { Option, type Command } from "commander";
import { FIGURES, type Figure } from "../../simulator/paper/figures.ts";
import { csv, printed, type Table } from "../../simulator/paper/table.ts";
import { compareLayouts, SERVERS_A_DATACENTER, tableOf } from "../../simulator/wan/wan.ts";

type Format = "text" | "csv";

interface PaperOptions {
  readonly figure: string;
  readonly sizes?: string;
  readonly seed: string;
  readonly runs: string;
  readonly output: Format;
}

interface WanOptions {
  readonly datacenters: string;
  readonly members: string;
  readonly seed: string;
  readonly output: Format;
}

/** Where the output goes: `process`, or a test's. */
export interface SimulationStreams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const GROUP_MIN = 8;
const MEMBERS_MAX = 10_000;
const DATACENTERS_MAX = 50;
const SEED_MAX = 0xffff_ffff;
const RUNS_MAX = 1_000;

export function addSimulationCommands(program: Command): void {
  const sim = program.command("sim").description("experiments in virtual time; nothing goes over a network");
  outputOption(sim.command("paper"))
    .description("what failure detectors cost and are worth, beside what the papers publish")
    .addOption(
      new Option("--figure <figure>", "what to measure")
        .choices(FIGURES.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .option("--sizes <sizes>", "members of the groups, such as 16,64,256")
    .option("--seed <seed>", "the first seed", "1")
    .option("--runs <runs>", "runs a mean is taken over, each with the next seed", "20")
    .action((options: PaperOptions) => {
      process.exitCode = runPaper(options);
    });
  outputOption(sim.command("wan"))
    .description(
      `one flat pool, or LAN pools bridged by a WAN pool of ${SERVERS_A_DATACENTER} servers a datacenter`,
    )
    .option("--datacenters <numbers>", "how many, such as 3,10,50", "3,10,50")
    .option("--members <number>", "members in all, at most 10000", "1000")
    .option("--seed <seed>", "the seed", "1")
    .action((options: WanOptions) => {
      process.exitCode = runWan(options);
    });
}

/** 0 printed, 2 wrong use. */
export function runPaper(options: PaperOptions, { stdout, stderr }: SimulationStreams = process): 0 | 2 {
  const figure = FIGURES.find(({ id }) => id === options.figure);
  const sizes = options.sizes === undefined ? figure?.sizes : numbers(options.sizes, GROUP_MIN, MEMBERS_MAX);
  const seed = numbers(options.seed, 0, SEED_MAX)?.[0];
  const runs = numbers(options.runs, 1, RUNS_MAX)?.[0];
  if (figure === undefined) return misuse(stderr, `there is no figure ${options.figure}`);
  if (sizes === undefined) {
    return misuse(stderr, `--sizes are whole numbers from ${GROUP_MIN} to ${MEMBERS_MAX}, such as 16,64`);
  }
  if (seed === undefined) return misuse(stderr, `--seed is a whole number from 0 to ${SEED_MAX}`);
  if (runs === undefined) return misuse(stderr, `--runs is a whole number from 1 to ${RUNS_MAX}`);
  const table = figure.tableOf({ sizes, seed, runs });
  stdout.write(options.output === "csv" ? `${csv(table)}\r\n` : `${withWords(figure, table)}\n`);
  return 0;
}

/** 0 printed, 2 wrong use. */
export function runWan(options: WanOptions, { stdout, stderr }: SimulationStreams = process): 0 | 2 {
  const datacenters = numbers(options.datacenters, 1, DATACENTERS_MAX);
  const members = numbers(options.members, GROUP_MIN, MEMBERS_MAX)?.[0];
  const seed = numbers(options.seed, 0, SEED_MAX)?.[0];
  if (datacenters === undefined) {
    return misuse(stderr, `--datacenters are whole numbers from 1 to ${DATACENTERS_MAX}, such as 3,10`);
  }
  if (members === undefined || Math.max(...datacenters) * GROUP_MIN > members) {
    return misuse(stderr, `--members is at most ${MEMBERS_MAX}, and at least ${GROUP_MIN} a datacenter`);
  }
  if (seed === undefined) return misuse(stderr, `--seed is a whole number from 0 to ${SEED_MAX}`);
  const table = tableOf(datacenters.map((count) => compareLayouts({ datacenters: count, members }, seed)));
  stdout.write(options.output === "csv" ? `${csv(table)}\r\n` : `${printed(table)}\n`);
  return 0;
}

function outputOption(command: Command): Command {
  return command.addOption(
    new Option("--output <format>", "how to print").choices(["text", "csv"]).default("text"),
  );
}

function withWords({ about, published }: Figure, table: Table): string {
  return [about, "", printed(table), "", "published", ...published.map((line) => `  ${line}`)].join("\n");
}

function misuse(stderr: SimulationStreams["stderr"], message: string): 2 {
  stderr.write(`lanekeeper sim: ${message}\n`);
  return 2;
}

/** Whole numbers within bounds, with commas between; undefined for anything else. */
function numbers(text: string, min: number, max: number): number[] | undefined {
  const values = text.split(",").map((word) => (/^\d+$/.test(word.trim()) ? Number(word) : NaN));
  return values.every((value) => value >= min && value <= max) ? values : undefined;
}
