import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCommand, type CommandLine } from "../../../../engine/lint/agents/commandLine.ts";
import { allCommandsOf, type Script } from "../../../../engine/lint/agents/words.ts";
import { agentOf, joinsInWords, setting } from "../model/fleetOf.ts";

const script = (text: string): Script => ({
  text,
  newlineEnds: true,
  place: (span) => ({ path: "a.sh", span }),
});
const lines = (text: string): CommandLine[] =>
  allCommandsOf(script(text)).flatMap((words) => readCommand(words) ?? []);
const flags = (text: string): string[] =>
  lines(text).flatMap(({ lists, scalars }) =>
    [...lists, ...scalars].map(({ key, node }) => `${key}=${node.kind === "string" ? node.value : "?"}`),
  );

describe("a command line", () => {
  it("takes one dash or two, and a value behind = or a blank", () => {
    expect(
      flags("consul agent -server --datacenter=dc1 -node n1 -retry-join '10.0.0.1' -retry-join=\"10.0.0.2\""),
    ).toEqual([
      "retry_join=10.0.0.1",
      "retry_join=10.0.0.2",
      "server=true",
      "datacenter=dc1",
      "node_name=n1",
    ]);
  });

  it("goes on after a backslash, and ends at a comment, a pipe or the end of the line", () => {
    expect(flags("exec consul agent \\\n  -node=a \\\n  -datacenter=b # -node=c\n-node=d")).toEqual([
      "node_name=a",
      "datacenter=b",
    ]);
    expect(flags("consul agent -node=a >> log 2>&1 | tee -datacenter=b")).toEqual(["node_name=a"]);
  });

  it("is found behind sudo, docker and in quotes", () => {
    expect(flags("sudo -u consul /usr/bin/consul agent -node=a")).toEqual(["node_name=a"]);
    expect(flags("docker run -d hashicorp/consul:1.15 agent -node=a")).toEqual(["node_name=a"]);
    expect(flags('su consul -c "consul agent -node=a"')).toEqual(["node_name=a"]);
  });

  it("of Serf and Nomad sets their own settings", () => {
    expect(flags("serf agent -tag dc=x -discover=y -join 10.0.0.1")).toEqual([
      "start_join=10.0.0.1",
      "tags.dc=x",
      "discover=y",
    ]);
    expect(flags("nomad agent -client -servers=a:4647,b -region eu")).toEqual([
      "client.servers=a:4647",
      "client.servers=b",
      "client.enabled=true",
      "region=eu",
    ]);
  });

  it("knows where each value stands", () => {
    const text = 'consul agent -retry-join="10.0.0.1" -node n';
    const [
      {
        lists: [join],
        scalars: [node],
      },
    ] = lines(text) as [CommandLine];
    const slice = (span: { start: number; end: number } | undefined): string =>
      text.slice(span?.start, span?.end);
    expect(slice(join?.at.span)).toBe("10.0.0.1");
    expect(slice(join?.entry.span)).toBe('-retry-join="10.0.0.1"');
    expect(slice(node?.at.span)).toBe("n");
    expect(slice(node?.entry.span)).toBe("-node n");
  });

  it("hides flags where a variable stands for some", () => {
    expect(lines("consul agent -node=$NAME").map(({ hidesFlags }) => hidesFlags)).toEqual([false]);
    expect(lines("consul agent $FLAGS").map(({ hidesFlags }) => hidesFlags)).toEqual([true]);
  });

  it("reads joins by hand", () => {
    expect(
      lines("consul join -wan 10.0.0.1\nnomad server join 10.0.0.2:4648\nconsul members").map(
        ({ kind, lists }) => [kind, lists[0]?.key],
      ),
    ).toEqual([
      ["join", "start_join_wan"],
      ["join", "server.server_join.start_join"],
    ]);
  });

  it("never throws, whatever stands there", () => {
    const piece = fc.constantFrom(
      "consul",
      "agent",
      "join",
      " -node=",
      '"',
      "'",
      "\\",
      "\n",
      "{{",
      "}}",
      "$(",
      ")",
      "${",
      "}",
      ";",
      "a",
      " ",
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => void lines(pieces.join(""))));
  });
});

describe("a unit of systemd", () => {
  it("starts what its ExecStart lines say, with systemd's own words unknown", () => {
    const agent = agentOf({
      "consul.service": `[Service]
# ExecStart=/usr/bin/consul agent -datacenter=old
ExecStartPre=/bin/mkdir -p /opt/consul
ExecStart=-/usr/bin/consul agent \\
  -node=%H \\
  -datacenter=dc1
ExecStartPost=/usr/bin/consul join 10.0.0.1
`,
    });
    expect(setting(agent, "datacenter")).toBe("dc1");
    expect(agent.nodeName?.known).toBe(false);
    expect(joinsInWords(agent)).toEqual(["lan 10.0.0.1 by command"]);
  });
});

describe("config text inside of another file", () => {
  it("has its places in the file that holds it", () => {
    const text = `services:
  a:
    image: consul
    environment:
      CONSUL_LOCAL_CONFIG: "{\\"datacenter\\": \\"dc1\\", \\"retry_join\\": [\\"10.0.0.1\\"]}"
    command: agent
`;
    const [join] = agentOf({ "compose.yaml": text }).joins;
    expect(text.slice(join?.at.span.start, join?.at.span.end)).toBe("10.0.0.1");
  });
});
