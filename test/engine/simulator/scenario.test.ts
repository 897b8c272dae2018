/** Every story under test/scenarios goes as it is told. `UPDATE=1` writes what happened; the diff is for a person. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { playScenario } from "../../../engine/simulator/scenario.ts";

const FOLDER = "test/scenarios";
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".scenario"));

it.each(files)("%s goes as it is told", (file) => {
  const place = path.join(FOLDER, file);
  const told = readFileSync(place, "utf8");
  const played = playScenario(told);
  if (!played.ok) throw new Error(`${file}: ${played.error}`);
  if (process.env["UPDATE"] === "1") writeFileSync(place, played.value);
  else expect(played.value).toBe(told);
});

it.each([
  ["kill n1", "a scenario begins with `nodes`"],
  ["nodes n1 n2\nkill n3", "there is no n3"],
  ["nodes n1 n2\ndance n1", "no such command"],
  ["nodes n1 n2\nmerge n1 gone n2", "merge alive, suspect, dead or left"],
  ["serf n1 n2\nhear n1 alive n2", "hear join or leave"],
  ['serf n1 n2\nrun until="n1 sees n2 left" max=3s', "n1 never saw n2 left"],
  ["nodes n1 n2\nhear n1 gossip n2", "hear alive, suspect or dead"],
  ['nodes n1 n2\nrun until="n1 sees n2 dead" max=3s', "n1 never saw n2 dead"],
])("says what is wrong with %j", (text, problem) => {
  const played = playScenario(text);
  expect(played.ok ? "" : played.error).toContain(problem);
});
