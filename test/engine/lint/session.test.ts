import fc from "fast-check";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { FleetSession, lintFleet } from "../../../engine/lint/session.ts";
import { marks, readWorkspace } from "./workspaces.ts";

const dc1 = 'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\n';
const dc2 = 'datacenter = "dc2"\nserver = true\nretry_join = ["10.1.0.10"]\n';

const session = (): FleetSession => new FleetSession({ rules: RULES });

describe("a session", () => {
  it("tells of a mistake when the second of its two files is opened", () => {
    const open = session();
    open.open("dc2.hcl", dc2);
    expect(open.update()).toEqual(new Map());
    open.open("dc1.hcl", dc1);
    expect([...open.update().keys()]).toEqual(["dc2.hcl"]);
    expect(marks(open.findings())).toEqual(["GM101 dc2.hcl:3"]);
  });

  it("takes a finding back when the other file changes, and when it closes", () => {
    const open = session();
    open.open("dc1.hcl", dc1);
    open.open("dc2.hcl", dc2);
    open.update();
    open.open("dc1.hcl", dc1.replace("dc1", "dc2"));
    expect(open.update().get("dc2.hcl")).toEqual([]);
    open.open("dc1.hcl", dc1);
    expect(open.update().get("dc2.hcl")).toHaveLength(1);
    open.close("dc1.hcl");
    expect(open.update().get("dc2.hcl")).toEqual([]);
  });

  it("says nothing new when a comment is typed, but moves its findings along", () => {
    const open = session();
    open.open("dc1.hcl", dc1);
    open.open("dc2.hcl", dc2);
    open.update();
    open.open("dc1.hcl", `${dc1}# a note\n`);
    expect(open.update()).toEqual(new Map());
    open.open("dc2.hcl", `# a note\n${dc2}`);
    expect(marks([...open.update().values()].flat())).toEqual(["GM101 dc2.hcl:4"]);
  });

  it("keeps the agents of files that nobody touched", () => {
    const open = session();
    open.open("dc1.hcl", dc1);
    open.open("dc2.hcl", dc2);
    open.update();
    const before = open.fleet.agents[0];
    open.open("dc2.hcl", `${dc2}# more\n`);
    open.update();
    expect(open.fleet.agents[0]).toBe(before);
  });

  it("lets refine have the last word, on quiet files too", () => {
    const heard: string[] = [];
    const open = new FleetSession({
      rules: RULES,
      refine: (file, findings) => {
        heard.push(`${file.path} ${findings.length}`);
        return findings.map((finding) => ({ ...finding, severity: "hint" as const }));
      },
    });
    open.open("dc1.hcl", dc1);
    open.open("dc2.hcl", dc2);
    open.update();
    expect(heard).toEqual(["dc1.hcl 0", "dc2.hcl 1"]);
    expect(open.findings().map(({ severity }) => severity)).toEqual(["hint"]);
  });

  it("shows no gossip key in any finding", () => {
    const key = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0=";
    const server = (name: string): string => `datacenter = "${name}"\nserver = true\nencrypt = "${key}"\n`;
    const found = lintFleet(
      [
        ["a.hcl", server("a")],
        ["b.hcl", server("b")],
      ],
      { rules: RULES },
    );
    expect(found.map(({ code }) => code)).toEqual(["GM403", "GM403"]);
    expect(JSON.stringify(found)).not.toContain(key.slice(0, 12));
  });
});

describe("after any sequence of edits", () => {
  const root = "test/fixtures/scenarios";
  const workspaces = readdirSync(root).map((name) => readWorkspace(path.join(root, name, "ws")));

  it("a session has found what a fresh one finds", () => {
    const edit = fc.record({
      file: fc.nat(),
      cut: fc.nat(),
      length: fc.nat({ max: 40 }),
      kind: fc.constantFrom("cut", "restore", "close"),
    });
    fc.assert(
      fc.property(
        fc.nat({ max: workspaces.length - 1 }),
        fc.array(edit, { maxLength: 6 }),
        (which, edits) => {
          const files = workspaces[which] ?? [];
          const texts = new Map(files);
          const open = session();
          for (const [name, text] of files) open.open(name, text);
          open.update();
          for (const { file, cut, length, kind } of edits) {
            const [name, original] = files[file % Math.max(1, files.length)] ?? ["none.hcl", ""];
            const start = cut % (original.length + 1);
            if (kind === "close") {
              texts.delete(name);
              open.close(name);
            } else {
              const text =
                kind === "cut" ? original.slice(0, start) + original.slice(start + length) : original;
              texts.set(name, text);
              open.open(name, text);
            }
            open.update();
          }
          expect(open.findings()).toEqual(lintFleet(texts, { rules: RULES }));
        },
      ),
      { numRuns: 60 },
    );
  });
});
