/** The cases in this folder, run by vscode-tmgrammar-test, and every line of real logs gets its time and level. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const HOSTS = ["hcl", "json", "yaml"].flatMap((name) => [
  "-g",
  `test/syntaxes/hosts/${name}.tmLanguage.json`,
]);

it.each(readdirSync("test/syntaxes/cases"))("%s has its colours", (name) => {
  const program = "node_modules/vscode-tmgrammar-test/dist/unit.js";
  const output = run(program, [...HOSTS, "--compact", `test/syntaxes/cases/${name}`]);
  expect(output).toBe("");
});

it("log lines of every real excerpt are known by their first line", () => {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { languages: { id: string; firstLine: string }[] };
  };
  const firstLine = new RegExp(
    contributes.languages.find(({ id }) => id === "lanekeeper-log")?.firstLine ?? "^$",
  );
  const logs = readdirSync("test/fixtures/logs").filter((name) => name.endsWith(".log"));
  expect(logs.length).toBeGreaterThan(10);
  const unknown = logs.filter((name) => {
    const [line = ""] = readFileSync(`test/fixtures/logs/${name}`, "utf8").split("\n");
    return !firstLine.test(line);
  });
  expect(unknown).toEqual([]);
});

/** What the tester complains about; nothing when all is well. */
function run(program: string, args: readonly string[]): string {
  try {
    execFileSync("node", [program, ...args], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || String(error);
  }
}
