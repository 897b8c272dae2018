import { expect, it } from "vitest";
import { runPaper, runWan } from "../../../../engine/entry/commands/simulate.ts";

function heard(): {
  stdout: { write(text: string): void };
  stderr: { write(text: string): void };
  said: string[];
} {
  const said: string[] = [];
  const write = (text: string): void => {
    said.push(text);
  };
  return { stdout: { write }, stderr: { write }, said };
}

const PAPER = { figure: "load", sizes: "8,16", seed: "1", runs: "1", output: "text" } as const;
const WAN = { datacenters: "2", members: "40", seed: "1", output: "csv" } as const;

it("prints a figure beside what is published, the same for the same seed", () => {
  const [one, two] = [heard(), heard()];
  expect(runPaper(PAPER, one)).toBe(0);
  expect(runPaper(PAPER, two)).toBe(0);
  expect(one.said.join("")).toContain("SWIM Fig. 2: about 2.0 messages");
  expect(one.said.join("")).toMatch(/^swim\+lifeguard +16 +2 /m);
  expect(two.said).toEqual(one.said);
});

it("prints the WAN question as CSV", () => {
  const out = heard();
  expect(runWan(WAN, out)).toBe(0);
  expect(out.said.join("").split("\r\n")[0]).toContain("datacenters,members,layout");
});

it.each([
  [{ ...PAPER, sizes: "3" }, "--sizes are whole numbers"],
  [{ ...PAPER, sizes: "many" }, "--sizes are whole numbers"],
  [{ ...PAPER, runs: "0" }, "--runs is a whole number"],
  [{ ...PAPER, seed: "-1" }, "--seed is a whole number"],
])("says what is wrong with %j", (options, problem) => {
  const out = heard();
  expect(runPaper(options, out)).toBe(2);
  expect(out.said.join("")).toContain(problem);
});

it("asks for enough members for the datacenters", () => {
  const out = heard();
  expect(runWan({ ...WAN, datacenters: "50" }, out)).toBe(2);
  expect(out.said.join("")).toContain("at least 8 a datacenter");
});
