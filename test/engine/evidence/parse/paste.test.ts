/** Pasted output of real commands, mixed as people mix it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPaste } from "../../../../engine/evidence/parse/paste.ts";
import type { SeenMember } from "../../../../engine/evidence/evidence.ts";

const CONSUL = `Node    Address            Status  Type     Build  Protocol  DC   Segment
s1      127.85.250.1:8301  alive   server   1.8.7  2         dc1  <all>
c1      127.85.250.2:8301  failed  client   1.8.7  2         dc1  <default>
plain   127.85.250.3:7946  alive   unknown                        
`;
const WAN = `Node    Address            Status  Type    Build  Protocol  DC   Segment
s1.dc1  127.85.250.1:8302  alive   server  1.8.7  2         dc1  <all>
`;
const DETAILED = `Node    Address            Status  Tags
s1      127.85.250.1:8301  alive   acls=0,bootstrap=1,build=1.8.7:,dc=dc1,id=06b8,port=8300,raft_vsn=3,role=consul,vsn=2,wan_join_port=8302
plain   [fd00::3]:7946     left    a=b,note=x y,z,segment=<default>
`;
const SERF = `plain   127.85.250.3:7946  alive  a=b,note=x y,z
plain2  127.85.250.4:7946  leaving
`;
const RAFT = `Node       ID    Address            State     Voter  RaftProtocol
s1         06b8  127.85.250.1:8300  leader    true   3
(unknown)  07c9  127.85.250.9:8300  follower  false  3
`;
const SERF_JSON = `{
  "members": [
    { "name": "plain", "addr": "127.85.250.3:7946", "port": 7946, "tags": { "a": "{[" }, "status": "alive" }
  ]
}
`;
const CONSUL_JSON =
  '[{"Name":"s1","Addr":"127.85.250.1","Port":8301,"Tags":{"role":"node","dc":"dc1"},"Status":4}]';

function brief({ name, ip, port, state, agent, known }: SeenMember): string {
  return `${name} ${ip} ${port} ${state} ${known} ${agent.product} ${agent.role} ${agent.datacenter}`;
}

function listsOf(text: string): string[][] {
  return readPaste(text, "x").evidence.lists.map(({ members }) => members.map(brief));
}

describe("lists", () => {
  it.each([
    [
      "consul members",
      CONSUL,
      [
        "s1 127.85.250.1 8301 alive type consul server dc1",
        "c1 127.85.250.2 8301 failed type consul client dc1",
        "plain 127.85.250.3 7946 alive type serf unknown ",
      ],
    ],
    [
      "consul members -detailed",
      DETAILED,
      ["s1 127.85.250.1 8301 alive tags consul server dc1", "plain fd00::3 7946 left tags serf unknown "],
    ],
    [
      "serf members",
      SERF,
      [
        "plain 127.85.250.3 7946 alive tags serf unknown ",
        "plain2 127.85.250.4 7946 leaving tags serf unknown ",
      ],
    ],
    ["serf members -format=json", SERF_JSON, ["plain 127.85.250.3 7946 alive tags serf unknown "]],
    [
      "lanekeeper observe --output json",
      '{"version":1,"pool":{"plane":"wan","isWhole":true},"members":[{"name":"s1.dc1","address":"10.0.0.1","port":8302,"state":"suspect","tags":{"role":"node","dc":"dc1"}}]}',
      ["s1.dc1 10.0.0.1 8302 suspect tags consul client dc1"],
    ],
    [
      "Nomad's /v1/agent/members",
      '{"ServerName":"n1","ServerRegion":"eu","Members":[{"Name":"n1.eu","Addr":"10.0.0.1","Port":4648,"Status":"alive","Tags":{"role":"nomad","region":"eu","dc":"dc1","port":"4647"}}]}',
      ["n1.eu 10.0.0.1 4648 alive tags nomad server dc1"],
    ],
    ["/v1/agent/members", CONSUL_JSON, ["s1 127.85.250.1 8301 failed tags consul client dc1"]],
  ])("of %s are read", (_, text, members) => {
    expect(listsOf(text)).toEqual([members]);
    expect(readPaste(text, "x").unreadCount).toBe(0);
  });

  it("know their pool and their host by the command, and that they were filtered", () => {
    const text = `root@s1:~# consul members -wan\n${WAN}\n[ops@c7 ~]$ sudo consul members | grep alive\n${CONSUL}$ curl -s http://10.0.0.9:8500/v1/agent/members?wan=1\n${CONSUL_JSON}root@c7:~# exit`;
    const { evidence, unreadCount } = readPaste(text, "x");
    expect(evidence.lists.map(({ teller, plane, isPartial }) => [teller, plane, isPartial])).toEqual([
      ["s1", "wan", false],
      ["c7", "lan", true],
      ["10.0.0.9", "wan", false],
    ]);
    expect(unreadCount).toBe(0);
  });

  it("end where a name comes again", () => {
    expect(listsOf(`${SERF}${SERF}`)).toHaveLength(2);
  });

  it("end where the columns shift, or tags follow types: another command printed on", () => {
    expect(listsOf(`${CONSUL}${SERF}`).map(({ length }) => length)).toEqual([3, 2]);
    expect(listsOf("a  10.0.0.1:1  alive\nlonger  10.0.0.2:1  alive\n")).toHaveLength(2);
  });

  it("run together are told apart once one of them is known", () => {
    const a = "a1  10.1.0.1:7946  alive\na2  10.1.0.2:7946  alive\n";
    const b = "b1  10.2.0.1:7946  alive\nb2  10.2.0.2:7946  alive\n";
    expect(listsOf(`${a}${a}${b}${b}`).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
  });

  it("are loose without a header and without a command of their own", () => {
    const isLoose = (text: string): boolean[] =>
      readPaste(text, "x").evidence.lists.map((one) => one.isLoose);
    expect(isLoose(SERF)).toEqual([true]);
    expect(isLoose(`$ serf members\n${SERF}${SERF}`)).toEqual([false, true]);
    expect(isLoose(`${CONSUL}${DETAILED}`)).toEqual([false, false]);
    expect(isLoose(CONSUL.replaceAll(/ +/g, " "))).toEqual([true]);
  });

  it("without their header were picked out", () => {
    const [, ...rows] = CONSUL.split("\n");
    expect(readPaste(rows.join("\n"), "x").evidence.lists[0]).toMatchObject({ isPartial: true });
  });
});

describe("Raft configurations", () => {
  it("are read from the table", () => {
    expect(readPaste(RAFT, "x").evidence.raft).toEqual([
      {
        from: "x, lines 1 to 3",
        peers: [
          { node: "s1", id: "06b8", address: "127.85.250.1:8300", voter: true, leader: true },
          { node: "(unknown)", id: "07c9", address: "127.85.250.9:8300", voter: false, leader: false },
        ],
      },
    ]);
  });

  it("are read from JSON", () => {
    const text =
      '{"Servers":[{"ID":"06b8","Node":"s1","Address":"127.85.250.1:8300","Leader":true,"ProtocolVersion":"3","Voter":true}],"Index":0}';
    expect(readPaste(text, "x").evidence.raft).toMatchObject([{ peers: [{ node: "s1", leader: true }] }]);
  });
});

describe("logs", () => {
  const joined = "serf: EventMemberJoin: b1 10.77.2.11";
  it.each([
    ["Serf's format", `    2026/11/23 01:36:34 [INFO] ${joined}`, ""],
    ["Consul's format", `    2026-11-23T01:36:34.000Z [INFO]  agent.server.serf.lan: ${joined}`, "lan"],
    [
      "journald before it",
      `Nov 23 01:36:34 host7 consul[123]:     2026-11-23T01:36:34.000Z [INFO]  agent.client.serf.wan: ${joined}`,
      "wan",
    ],
    [
      "docker compose before it",
      `consul-1  |     2026-11-23T01:36:34.000Z [INFO]  agent.server.serf.lan: ${joined}`,
      "lan",
    ],
    [
      "log_json",
      `{"@level":"info","@message":"${joined}","@module":"agent.server.serf.lan","@timestamp":"2026-11-23T01:36:34.000Z"}`,
      "lan",
    ],
  ])("in %s are read", (_, line, plane) => {
    const [log] = readPaste(line, "x").evidence.logs;
    expect(log?.facts).toEqual([
      {
        kind: "memberJoined",
        name: "b1",
        ip: "10.77.2.11",
        line: 1,
        atMs: Date.UTC(2026, 10, 23, 1, 36, 34),
        plane: plane === "" ? undefined : plane,
      },
    ]);
  });

  it("of several agents are told apart by heading, host and banner", () => {
    const line = (host: string): string =>
      `Nov 23 01:36:34 ${host} serf[1]: 2026/11/23 01:36:34 [INFO] ${joined}`;
    const banner =
      "==> Starting Serf agent...\n==> Serf agent running!\n              Node name: 'a1'\n              Bind addr: '10.77.1.11:7946'\n";
    const text = `${line("h1")}\n${line("h2")}\n# host c\n2026/11/23 01:36:34 [INFO] ${joined}\n${banner}\n2026/11/23 01:36:34 [INFO] ${joined}\n`;
    const { logs } = readPaste(text, "x").evidence;
    expect(logs.map(({ teller, ip }) => [teller, ip])).toEqual([
      ["h1", ""],
      ["h2", ""],
      ["", ""],
      ["a1", "10.77.1.11"],
    ]);
  });

  it("go on over lines that begin with a tab", () => {
    const text = `    2026-11-23T01:38:28.257Z [WARN]  agent: (LAN) couldn't join: number_of_nodes=0 error="1 error occurred:
\t* Failed to join 10.77.2.11: Member 's21' part of wrong datacenter 'dc2'

"
\t* Failed to join 10.77.2.11: Member 's21' part of wrong datacenter 'dc2'

"
    2026-11-23T01:38:28.300Z [INFO]  agent.server.serf.lan: ${joined}
`;
    const paste = readPaste(text, "x");
    expect(paste.unreadCount).toBe(0);
    expect(paste.evidence.logs[0]?.facts.map(({ kind }) => kind)).toEqual(["memberJoined"]);
  });
});

it("names the lines that were not understood", () => {
  const paste = readPaste(`hello there\n${CONSUL}what is this?\n`, "x");
  expect(paste.unread).toEqual([
    { line: 1, text: "hello there" },
    { line: 6, text: "what is this?" },
  ]);
});

it.each(readdirSync("test/fixtures/logs").filter((file) => file.endsWith(".log")))(
  "understands every line of %s",
  (file) => {
    const paste = readPaste(readFileSync(`test/fixtures/logs/${file}`, "utf8"), file);
    expect(paste.unread).toEqual([]);
    expect(paste.evidence.logs.length).toBeGreaterThan(0);
  },
);

describe("against the classification of our captured logs", () => {
  const index = "../shared/corpus-logs/index.json";
  const KINDS: Readonly<Record<string, string>> = {
    "member-join": "memberJoined",
    "member-failed": "memberFailed",
    "member-force-left": "memberForced",
    "member-leave": "memberLeft",
    "merge-refused-remote": "refusedHere",
    "alive-ignored": "refusedHere",
    "member-address-rejected": "refusedHere",
    "address-conflict": "addressConflict",
    "raft-add-peer": "raftPeerAdded",
    "autopilot-promote": "raftPeerPromoted",
    "bootstrap-conflict": "bootstrapConflict",
    "reconcile-skipped": "notReconciled",
    "join-failed": "joinFailed",
  };

  it.skipIf(!existsSync(index))("reads each line as what it is", () => {
    const { files } = JSON.parse(readFileSync(index, "utf8")) as {
      files: { file: string; events: { line: number; kind: string; node?: string }[] }[];
    };
    let compared = 0;
    for (const { file, events } of files) {
      const { logs } = readPaste(readFileSync(`test/fixtures/logs/${file}`, "utf8"), file).evidence;
      const facts = new Map(logs.flatMap(({ facts }) => facts).map((fact) => [fact.line, fact]));
      for (const { line, kind, node } of events) {
        const expected = KINDS[kind];
        if (expected === undefined) continue;
        expect(facts.get(line), `${file}:${line}`).toMatchObject({ kind: expected });
        const fact = facts.get(line);
        if (node !== undefined && fact !== undefined && "name" in fact) expect(fact.name).toBe(node);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(150);
  });
});

it("reads 20,000 members that stand in one line", () => {
  const members = Array.from({ length: 20_000 }, (_, i) => ({
    Name: `n${i}`,
    Addr: `10.1.${i >> 8}.${i & 255}`,
    Port: 8301,
    Status: 1,
    Tags: {
      role: "node",
      dc: "dc1",
      id: "4876afa8-f59f-7a02-46d3-05a687f60340",
      build: "1.8.7:",
      segment: "",
    },
  }));
  expect(listsOf(JSON.stringify(members))[0]).toHaveLength(20_000);
});

describe("never throws, loses no line count and stays in bounds", () => {
  const pieces = [
    CONSUL,
    WAN,
    DETAILED,
    SERF,
    RAFT,
    SERF_JSON,
    CONSUL_JSON,
    "root@a:~# consul members -wan\n",
    "\t* x\n",
    '"\n',
    "[{\n",
    '{"members":[',
    "}]",
  ];
  const runs = Number(process.env["FUZZ_CASES"] ?? 1_000);

  it("for real output cut into pieces and shuffled", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...pieces), fc.nat(300), fc.nat(300)), { maxLength: 12 }),
        (parts) => {
          const text = parts
            .map(([piece, from, to]) => piece.slice(Math.min(from, to), 50 + Math.max(from, to)))
            .join("");
          const paste = readPaste(text, "x");
          expect(paste.lines).toBe(text.split("\n").length);
          expect(paste.unread.length).toBeLessThanOrEqual(Math.min(20, paste.unreadCount));
        },
      ),
      { numRuns: runs },
    );
  });

  it("for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(readPaste(text, "x").isCutOff).toBe(false);
      }),
      { numRuns: runs },
    );
  });

  it("for lines made to be slow to match", () => {
    const slow = [
      "Node" + " ".repeat(60_000),
      "[".repeat(60_000),
      "a ".repeat(30_000),
      "root@" + "a.".repeat(30_000),
      "=".repeat(50_000) + "x",
      "Failed to join ".repeat(4_000),
      "from=".repeat(12_000),
    ];
    // A pattern that goes back and forth would run into the test's own limit.
    for (const line of slow) expect(readPaste(`${line}\n`.repeat(20), "x").lines).toBe(21);
  });
});
