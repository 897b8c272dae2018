/** A message in whatever wrapping → its meaning, and honesty about what is not known. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explain, type Explained } from "../../../engine/explain/explain.ts";
import { explainMarkdown, explainText } from "../../../engine/explain/explainText.ts";
import { EXPLANATIONS } from "../../../engine/explain/families.ts";

function only(text: string): Explained {
  const { explained } = explain(text);
  expect(explained).toHaveLength(1);
  const [one] = explained;
  if (one === undefined) throw new Error("nothing was explained");
  return one;
}

function idOf({ answer }: Explained): string {
  return answer.kind === "known" ? answer.explanation.of.id : answer.kind;
}

describe("a suspicion is recognised", () => {
  const said = "memberlist: Suspect web-3 has failed, no acks received";
  it.each([
    ["alone", said],
    ["with its level", `[INFO] ${said}`],
    ["as Serf writes it", `    2026/11/23 01:36:39 [INFO] ${said}`],
    ["as Consul writes it", `2026-11-23T01:54:36.935Z [INFO]  agent.server.memberlist.wan: ${said}`],
    ["as Nomad writes it", `2026-11-23T01:54:36.935Z [INFO]  nomad: ${said}`],
    [
      "in Consul's JSON",
      `{"@level":"info","@message":"${said}","@module":"agent.server.memberlist.lan","@timestamp":"2026-11-23T01:54:36.935Z"}`,
    ],
    ["behind syslog", `Nov 23 01:54:36 web-1 serf[812]: 2026/11/23 01:36:39 [INFO] ${said}`],
    [
      "behind Docker Compose",
      `consul-1  | 2026-11-23T01:54:36.935Z [INFO]  agent.server.memberlist.lan: ${said}`,
    ],
    ["in colours", `\u001b[32m2026/11/23 01:36:39 [INFO] ${said}\u001b[0m`],
    [
      "in Loki's logfmt",
      `level=info ts=2026-11-23T01:36:39Z caller=memberlist_logger.go:74 msg="Suspect web-3 has failed, no acks received"`,
    ],
  ])("%s", (_, line) => {
    const one = only(line);
    expect(idOf(one)).toBe("suspect");
    expect(one.answer.kind === "known" && one.answer.explanation.means).toContain("no answer from web-3");
  });
});

it("keeps an error of several lines one message and gives each reason", () => {
  const one = only(
    "2026-11-23T01:42:08.695Z [WARN]  agent: (LAN) couldn't join: number_of_nodes=0 error=\"2 errors occurred:\n" +
      "\t* Failed to join 10.77.2.12: No installed keys could decrypt the message\n" +
      "\t* Failed to join 10.77.2.11: Member 's21' part of wrong datacenter 'dc2'\n\n\"\n",
  );
  expect(idOf(one)).toBe("consul-join-failed");
  expect(one.causes.map(({ of }) => of.id)).toEqual(["no-key-fits", "wrong-datacenter"]);
  expect(one.causes[1]?.means).toContain("s21 is of dc2");
});

it("explains the old format of Consul as it does the new one", () => {
  const old = only(
    "2018/03/01 10:00:00 [INFO] consul: Adding LAN server web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)",
  );
  const fresh = only(
    '2026-11-23T01:43:02.056Z [INFO]  agent.server: Adding LAN server: server="web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)"',
  );
  expect([idOf(old), idOf(fresh)]).toEqual(["lan-server-added", "lan-server-added"]);
});

describe("says that a line is not known", () => {
  it("where it only resembles one, and names that one without its meaning", () => {
    const one = only("memberlist: Suspect web-3 has not failed, acks received");
    expect(one.answer.kind).toBe("unknown");
    const text = explainText(explain("memberlist: Suspect web-3 has not failed, acks received"));
    expect(text).toContain("nothing is claimed about it");
    expect(text).toContain("Suspect web-3 has failed, no acks received [memberlist state.go, probeNode]");
    expect(text).not.toContain("refute");
  });

  it("but explains a reason inside it", () => {
    const one = only("dial tcp 10.1.0.3:8301: connect: connection refused");
    expect(one.answer.kind).toBe("unknown");
    expect(one.causes.map(({ of }) => of.id)).toEqual(["connection-refused"]);
  });

  it("and takes no failed join for a join that worked", () => {
    expect(
      idOf(
        only("2017/03/01 10:00:00 [INFO] agent: (LAN) joined: 0 Err: dial tcp 10.1.0.3:8301: i/o timeout"),
      ),
    ).toBe("consul-join-failed");
    expect(idOf(only("2017/03/01 10:00:00 [INFO] agent: (LAN) joined: 2 Err: <nil>"))).toBe("consul-joined");
  });
});

it("counts what means the same instead of repeating it", () => {
  const { explained, messages } = explain(
    Array.from({ length: 40 }, (_, i) => `2026/11/23 01:36:31 [DEBUG] serf: messageJoinType: b${i}`).join(
      "\n",
    ),
  );
  expect(explained).toHaveLength(1);
  expect([explained[0]?.count, messages]).toEqual([40, 40]);
});

it("shows a name that is HTML, Markdown or a terminal escape as harmless text", () => {
  const hostile = "<img src=x onerror=alert(1)>[a](command:x)\u0007\u202e";
  const explained = explain(`memberlist: Suspect ${hostile} has failed, no acks received`);
  expect(explainMarkdown(explained)).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(/);
  expect(explainText(explained)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
});

describe("whatever it is given", () => {
  const words = fc.constantFrom(
    ...EXPLANATIONS.map(({ example }) => example),
    "\n",
    "\t* ",
    ": ",
    " from=",
    '"',
    "[ERR] ",
    "memberlist: Failed to decode ",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join("")),
  );

  it("never throws, and accounts for every message", () => {
    fc.assert(
      fc.property(text, (given) => {
        const { explained, messages } = explain(given);
        expect(explained.reduce((sum, { count }) => sum + count, 0)).toBe(messages);
        expect(explainMarkdown(explain(given))).not.toContain("undefined");
      }),
      { numRuns: 400 },
    );
  });

  it("never claims to know a line that was changed by a word", () => {
    fc.assert(
      fc.property(fc.constantFrom(...EXPLANATIONS), (one) => {
        const [answer] = explain(`zebra ${one.example} zebra`).explained;
        expect(answer?.answer.kind).toBe("unknown");
      }),
      { numRuns: 300 },
    );
  });

  it("needs no more than a moment for lines that are made to be slow", () => {
    const slow = `memberlist: Failed to decode ${": from=".repeat(2_000)} `;
    const before = performance.now();
    for (let i = 0; i < 20; i += 1) explain(slow);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
