/** What would happen once a fleet is deployed, in numbers, and what a quick fix changes. */
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { runRehearse } from "../../../engine/entry/commands/rehearse.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { rehearsalMarkdown, rehearsalText } from "../../../engine/rehearse/report.ts";
import { rehearseWithFixes } from "../../../engine/rehearse/withFixes.ts";

function rehearsed(files: Readonly<Record<string, string>>): ReturnType<typeof rehearseWithFixes> {
  return rehearseWithFixes(new Map(Object.entries(files)), { rules: RULES });
}

const serf = (name: string, cluster: string, ip: string, join: string, key = ""): string =>
  JSON.stringify(
    {
      node_name: name,
      bind: ip,
      tags: { cluster },
      start_join: [join],
      ...(key === "" ? {} : { encrypt_key: key }),
    },
    null,
    2,
  );
const KEY_A = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw=";
const KEY_B = "tWH1uxlII6RGC5PG/HEVLm6uKQUXBf6Xp+iCmDz0h3Q=";

it("tells that two Serf clusters become one, by which line, how fast and how large", () => {
  const { asIs } = rehearsed({
    "web/a.json": serf("a", "web", "10.1.0.1", "10.1.0.2"),
    "web/b.json": serf("b", "web", "10.1.0.2", "10.1.0.1"),
    "db/c.json": serf("c", "db", "10.2.0.1", "10.2.0.2"),
    "db/d.json": serf("d", "db", "10.2.0.2", "10.1.0.1"),
  });
  expect(asIs.merges).toHaveLength(1);
  const [merge] = asIs.merges;
  expect(merge?.places).toEqual(["db/d.json:8"]);
  expect(merge?.played.members).toBe(4);
  expect(merge?.played.mixed).toBe(4);
  expect(merge?.played.wholeMs).toBeLessThan(3_000);
});

it("tells that nothing but different keys would keep them apart", () => {
  const { asIs } = rehearsed({
    "web/a.json": serf("a", "web", "10.1.0.1", "10.1.0.1", KEY_A),
    "db/c.json": serf("c", "db", "10.2.0.1", "10.1.0.1", KEY_B),
  });
  expect(asIs.merges).toEqual([]);
  expect(asIs.crossings).toMatchObject([{ outcome: "held", barriers: ["gossip key"], place: "db/c.json:8" }]);
  expect(asIs.crossings[0]?.unguarded?.firstMs).toBeDefined();
});

it("shows that one datacenter name for two clusters lets them merge where two names are refused", () => {
  const server = (dc: string, ip: string, join: string): string =>
    `datacenter = "${dc}"\nserver = true\ndata_dir = "/d"\nnode_name = "${ip}"\nbind_addr = "${ip}"\nretry_join = ["${join}"]\n`;
  const two = rehearsed({
    "x/s.hcl": server("one", "10.1.0.1", "10.1.0.1"),
    "y/s.hcl": server("two", "10.2.0.1", "10.1.0.1"),
  });
  expect(two.asIs.crossings).toMatchObject([{ outcome: "held", barriers: ["datacenter name"] }]);
  expect(two.asIs.crossings[0]?.unguarded?.members).toBe(2);
});

it("shows what the quick fixes change, and writes nothing", () => {
  const twice = rehearsed({
    "dc1/s.hcl": 'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.1"\ndata_dir = "/d"\n',
    "dc2/s.hcl":
      'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.1"\ndata_dir = "/d"\nretry_join = ["10.1.0.1"]\n',
  });
  expect(twice.asIs.crossings).toHaveLength(1);
  expect(twice.fixed?.fixes).toEqual([
    { place: "dc2/s.hcl:5", title: "Join 10.1.0.1 over the WAN pool instead" },
  ]);
  expect(twice.fixed?.rehearsal.crossings).toEqual([]);
});

it("is the same each time", () => {
  const files = {
    "web/a.json": serf("a", "web", "10.1.0.1", "10.2.0.1"),
    "db/c.json": serf("c", "db", "10.2.0.1", "10.2.0.1"),
  };
  expect(rehearsalText(rehearsed(files))).toBe(rehearsalText(rehearsed(files)));
});

it("never shows a key, and no name as a link or as HTML", () => {
  const twice = rehearsed({
    "a.json": serf("<b>[x](command:y)", "web", "10.1.0.1", "10.2.0.1", KEY_A),
    "b.json": serf("c", "db", "10.2.0.1", "10.2.0.1", KEY_A),
  });
  const page = rehearsalMarkdown(twice);
  expect(page).not.toContain(KEY_A.slice(0, 12));
  expect(page).not.toMatch(/(?<!\\)<b>|(?<!\\)\]\(/);
});

it("gives exit code 1 and the place in JSON where lanes would meet, 0 where none do, 2 for no folder", async () => {
  const run = async (place: string): Promise<{ code: number; out: string }> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await runRehearse([place], { output: "json" }, { stdout, stderr });
    return { code, out: String(stdout.read() ?? "") };
  };
  const mixed = await run("test/fixtures/scenarios/s02-seed-story/ws");
  expect(mixed.code).toBe(1);
  expect(JSON.parse(mixed.out)).toMatchObject({ version: 1, merges: [], fixed: { crossings: [] } });
  expect(
    (JSON.parse(mixed.out) as { crossings: { place: string }[] }).crossings.map(({ place }) => place),
  ).toContain("dc2/node2.hcl:9");
  expect((await run("test/fixtures/scenarios/s01-two-dc-clean/ws")).code).toBe(0);
  expect((await run("test/fixtures/no-such-folder")).code).toBe(2);
});
