import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { DialectId, RuleFile } from "../../../engine/firewall/dialect.ts";
import { DIALECTS, dialectOf } from "../../../engine/firewall/dialects/index.ts";
import type { Fleet } from "../../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../../engine/firewall/policy.ts";
import { setReadme } from "../../../engine/firewall/setReadme.ts";
import { datacenterSides } from "../../../engine/firewall/sides.ts";
import type { Policy, PolicyOptions } from "../../../engine/firewall/statement.ts";
import { droppedBy, type Packet } from "../../../engine/firewall/verdict.ts";
import { fleet, member, mixedFleet, someFleet, someIp } from "./fleets.ts";
import { iptablesJudge, kubernetesJudge, nftablesJudge, printedBy, type Judge } from "./readRules.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

const policyOf = (
  of: Fleet,
  options: Partial<PolicyOptions> = {},
  names: [string, string] = ["dc1", "dc2"],
): Policy => {
  const policy = buildPolicy(of, datacenterSides(...names), { ...CAREFUL, ...options });
  if (!policy.ok) throw new Error(policy.error.message);
  return policy.value;
};

function filesOf(id: DialectId, policy: Policy): readonly RuleFile[] {
  const dialect = dialectOf(id);
  if (dialect === undefined) throw new Error(`no dialect ${id}`);
  return dialect.render(policy);
}

describe.each(DIALECTS.map(({ id }) => id))("the dialect %s", (id) => {
  it("renders the set that was reviewed (UPDATE=1 rewrites it)", () => {
    const policy = policyOf(mixedFleet(), { ports: { wan: false, serverRpc: true } });
    for (const { name, text } of filesOf(id, policy)) {
      const file = path.join("test/rulesets", id, name);
      if (process.env["UPDATE"] === "1") writeGolden(file, text);
      expect(text).toBe(readFileSync(file, "utf8"));
    }
  });

  it("says in its header whether it was measured, and warns of what the policy warns of", () => {
    const dialect = dialectOf(id);
    const policy = policyOf(mixedFleet(), { observerIps: ["10.2.0.11"] });
    const [first] = filesOf(id, policy);
    expect(first?.text).toContain(dialect?.isMeasured === true ? "Measured: " : "UNMEASURED: ");
    expect(first?.text).toContain("Your own address 10.2.0.11 is in dc2");
    if (dialect !== undefined) expect(setReadme(policy, dialect)).toContain("Your own address 10.2.0.11");
  });
});

function writeGolden(file: string, text: string): void {
  execFileSync("mkdir", ["-p", path.dirname(file)]);
  writeFileSync(file, text);
}

describe("what a kernel makes of the rules is what the policy says", () => {
  const somePacket: fc.Arbitrary<Packet> = fc.record({
    at: fc.constantFrom("a" as const, "b" as const),
    from: someIp,
    protocol: fc.constantFrom("tcp" as const, "udp" as const),
    port: fc.constantFrom(22, 7946, 8300, 8301, 8302, 8311),
  });
  const someChoice = fc.record({ wan: fc.boolean(), serverRpc: fc.boolean() });

  function agrees(judgeOf: (policy: Policy, at: "A" | "B", isV6: boolean) => Judge): void {
    fc.assert(
      fc.property(
        someFleet,
        someChoice,
        fc.array(somePacket, { minLength: 20, maxLength: 60 }),
        (random, ports, packets) => {
          const policy = policyOf(random, { ports });
          for (const packet of packets) {
            const judge = judgeOf(policy, packet.at === "a" ? "A" : "B", packet.from.includes(":"));
            expect(judge(packet), JSON.stringify(packet)).toBe(droppedBy(policy, packet) !== undefined);
          }
        },
      ),
      { numRuns: 150 },
    );
  }

  it("for nftables, packet by packet", () => {
    agrees((policy, at) =>
      nftablesJudge(printedBy(filesOf("nftables", policy)[0]?.text ?? "", `rules_${at}`)),
    );
  });

  it("for iptables and ip6tables, packet by packet", () => {
    agrees((policy, at, isV6) =>
      iptablesJudge(printedBy(filesOf("iptables", policy)[0]?.text ?? "", `rules_${at}_${isV6 ? 6 : 4}`)),
    );
  });
});

describe("a Kubernetes policy, which can only allow,", () => {
  it("lets pass what the policy does not drop, and nothing else, packet by packet", () => {
    const packet = fc.record({
      at: fc.constantFrom("a" as const, "b" as const),
      from: someIp,
      protocol: fc.constantFrom("tcp" as const, "udp" as const),
      port: fc.constantFrom(1, 22, 8300, 8301, 8302, 8303, 65_535),
    });
    fc.assert(
      fc.property(someFleet, fc.array(packet, { minLength: 20, maxLength: 40 }), (random, packets) => {
        const policy = policyOf(random);
        const judge = kubernetesJudge(filesOf("kubernetes-networkpolicy", policy)[0]?.text ?? "");
        for (const each of packets) {
          expect(judge(each), JSON.stringify(each)).toBe(droppedBy(policy, each) !== undefined);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("ufw's files", () => {
  const stock = [
    "*filter",
    ":ufw-before-input - [0:0]",
    "# End required lines",
    "",
    "-A ufw-before-input -i lo -j ACCEPT",
    "COMMIT",
    "",
  ];
  const etc = mkdtempSync(path.join(folder, "ufw-"));
  const bin = mkdtempSync(path.join(folder, "ufw-bin-"));
  for (const [name, body] of Object.entries({
    id: "echo 0",
    ip: "echo '1: lo    inet 10.1.0.11/8 scope host lo'",
    ufw: `[ "$1" = reload ] && echo reload >>${etc}/reloads; echo 'Status: active'`,
    "iptables-restore": "cat >/dev/null",
    "ip6tables-restore": "cat >/dev/null",
    iptables: `sed -n 's/^-A ufw-before-input -s/0 0 DROP/p' ${etc}/before.rules`,
    ip6tables: `sed -n 's/^-A ufw6-before-input -s/0 0 DROP/p' ${etc}/before6.rules`,
  })) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  it("get our block before the first rule, once however often it is applied, and are as before after undo", () => {
    const before = stock.join("\n");
    const before6 = before.replaceAll("ufw-before", "ufw6-before");
    writeFileSync(path.join(etc, "before.rules"), before);
    writeFileSync(path.join(etc, "before6.rules"), before6);
    const [rules, undo] = filesOf("ufw", policyOf(mixedFleet()));
    const run = (script: RuleFile | undefined, ...args: string[]) => {
      writeFileSync(path.join(folder, "ufw.sh"), script?.text ?? "");
      const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, LANEKEEPER_RUN: folder, UFW_ETC: etc };
      return spawnSync("sh", [path.join(folder, "ufw.sh"), ...args], { env, encoding: "utf8" });
    };
    const read = (name: string): string[] => readFileSync(path.join(etc, name), "utf8").split("\n");
    for (const times of [1, 2]) {
      expect(run(rules, "apply", "--confirm-within", "0").stderr, `${times}`).toContain(
        "side A: 4 rules in place",
      );
      const placed = read("before.rules");
      expect(placed.slice(0, 5)).toEqual([
        ...stock.slice(0, 4),
        expect.stringMatching(/^# BEGIN lanekeeper dc1_dc2_/),
      ]);
      expect(placed.filter((line) => line.endsWith("-j DROP"))).toHaveLength(2);
      expect(
        read("before6.rules").filter((line) => line.startsWith("-A ufw6-before-input -s fd00:2::6/128")),
      ).toHaveLength(2);
    }
    expect(run(undo).status).toBe(0);
    expect([read("before.rules").join("\n"), read("before6.rules").join("\n")]).toEqual([before, before6]);
  });
});

describe("hostile names stay harmless", () => {
  const canary = path.join(folder, "canary");
  const hostile = [
    `'; touch ${canary}; '`,
    `$(touch ${canary})`,
    `\`touch ${canary}\``,
    `x\ntouch ${canary}\n`,
    `x\nLANEKEEPER_END\ntouch ${canary}`,
    `"; drop; comment "`,
    "größe ‮evil‬ 名前 \u0000 \ud800",
    "-rf *",
    "%s%n\\n",
  ];
  const members = hostile.flatMap((name, index) => [
    member({ id: 2 * index, name, ip: `10.1.0.${index + 1}`, datacenter: name }),
    member({ id: 2 * index + 1, name: `${name}2`, ip: `10.2.0.${index + 1}`, datacenter: "dc2" }),
  ]);
  const of = (name: string): Policy =>
    policyOf(
      fleet(
        members.filter(({ datacenter }) => datacenter === name || datacenter === "dc2"),
        { name },
      ),
      {},
      [name, "dc2"],
    );

  // Stand-ins: everything that a script would call, of which only the rules that it is given are kept.
  const bin = mkdtempSync(path.join(folder, "bin-"));
  for (const [name, body] of Object.entries({
    id: "echo 0",
    ip: `echo '1: lo    inet 10.1.0.1/8 scope host lo'; echo '1: lo    inet 10.1.0.9/8 scope host lo'; for n in 2 3 4 5 6 7 8; do echo "1: lo inet 10.1.0.$n/8"; done`,
    nft: `[ "$1" != -c ] || cat >${path.join(folder, "seen")}`,
    "iptables-restore": `cat >${path.join(folder, "seen")}`,
    iptables: "exit 1",
    ip6tables: "exit 1",
  })) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  it.each(["nftables", "iptables"] as const)("in %s, when a real shell runs the script", (id) => {
    for (const name of hostile) {
      const [script] = filesOf(id, of(name));
      const file = path.join(folder, "rules.sh");
      writeFileSync(file, script?.text ?? "");
      const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, LANEKEEPER_RUN: folder };
      expect(spawnSync("sh", [file], { env }).status, "usage").toBe(2);
      const check = spawnSync("sh", [file, "check"], { env, encoding: "utf8" });
      expect(check.stderr).toContain("side A: the rules pass the dry run");
      expect(existsSync(canary), name).toBe(false);
      const seen = readFileSync(path.join(folder, "seen"), "utf8").trimEnd();
      const judge = id === "nftables" ? nftablesJudge(seen) : iptablesJudge(seen);
      expect(judge({ from: `10.2.0.${hostile.indexOf(name) + 1}`, protocol: "udp", port: 8301 })).toBe(true);
    }
  });

  it("and no file of any dialect has an unprintable character in it", () => {
    for (const name of hostile) {
      const policy = of(name);
      for (const dialect of DIALECTS) {
        for (const { text } of [...dialect.render(policy), { text: setReadme(policy, dialect) }]) {
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        }
      }
    }
  });
});

const tools = {
  nft: ["nft", "--version"],
  iptables: ["iptables-restore", "--version"],
  shellcheck: ["shellcheck", "--version"],
  terraform: ["terraform", "-version"],
};
const has = ([command = "", ...args]: readonly string[]): boolean => spawnSync(command, args).status === 0;

describe("the dialects' own parsers", () => {
  const policy = policyOf(mixedFleet(), { ports: { wan: true, serverRpc: true } });
  // Both want their kernel part: in a namespace of its own nothing of this machine is touched.
  const inside = (command: string, args: readonly string[], input: string) =>
    spawnSync("unshare", ["--net", command, ...args], { input, encoding: "utf8" });
  const mayUnshare = spawnSync("unshare", ["--net", "true"]).status === 0;

  it.skipIf(!has(tools.nft) || !mayUnshare).each(["A", "B"])("nft takes the rules of side %s", (side) => {
    const ruleset = printedBy(filesOf("nftables", policy)[0]?.text ?? "", `rules_${side}`);
    const { status, stderr } = inside("nft", ["-c", "-f", "-"], ruleset);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.skipIf(!has(tools.iptables) || !mayUnshare).each(["A_4", "A_6", "B_4", "B_6"])(
    "iptables-restore takes the rules %s",
    (part) => {
      const block = `${printedBy(filesOf("iptables", policy)[0]?.text ?? "", `rules_${part}`)}\n`;
      const { status, stderr } = inside(
        part.endsWith("6") ? "ip6tables-restore" : "iptables-restore",
        ["--test", "--noflush"],
        block,
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );

  it.skipIf(!has(tools.terraform))("terraform finds the network ACL written as it would write it", () => {
    const input = filesOf("aws-network-acl", policy)[0]?.text ?? "";
    const { status, stdout } = spawnSync("terraform", ["fmt", "-"], { input, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: input });
  });

  it.skipIf(!has(tools.shellcheck))("shellcheck finds nothing in any script", () => {
    for (const dialect of DIALECTS) {
      for (const { name, text, languageId } of dialect.render(policy)) {
        if (languageId !== "shellscript") continue;
        const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-"], { input: text, encoding: "utf8" });
        expect(stdout, `${dialect.id} ${name}`).toBe("");
      }
    }
  });
});
