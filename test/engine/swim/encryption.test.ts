/** Encryption inside the state machine: who gets in, what is on the wire, and how a pool changes its key. */
import { expect, it } from "vitest";
import { bytesFromText } from "../../../engine/base/bytes.ts";
import { openPacket } from "../../../engine/wire/packet.ts";
import { key, ring, SwimLab } from "./swimLab.ts";

const holds = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes).includes(Buffer.from(bytesFromText(text)));

it("brings those of one key together, and says no name in clear", () => {
  const lab = new SwimLab();
  lab.add("web-one", { keyring: ring(key(1)) });
  lab.add("web-two", { keyring: ring(key(1)) });
  expect(lab.join("web-two", "web-one")).toEqual([]);
  expect(lab.sees("web-one")).toEqual(["web-one", "web-two"]);
  expect(lab.packets.length).toBeGreaterThan(20);
  expect(lab.packets.filter(({ bytes }) => holds(bytes, "web-"))).toEqual([]);
  const opened = lab.packets.map(({ bytes }) => openPacket(bytes, { label: "", keyring: ring(key(1)) }));
  expect(opened.every(({ ok }) => ok)).toBe(true);
});

it("lets nobody in with another key, or with none", () => {
  const lab = new SwimLab();
  lab.add("a", { keyring: ring(key(1)) });
  lab.add("b", { keyring: ring(key(2)) });
  lab.add("c");
  expect(lab.join("b", "a")).toHaveLength(1);
  expect(lab.join("c", "a")).toHaveLength(1);
  expect(lab.sees("a")).toEqual(["a"]);
  expect(lab.sees("b")).toEqual(["b"]);
  expect(lab.sees("c")).toEqual(["c"]);
});

it("reads both while a pool moves to encryption: first all get the key, then all use it, then all ask for it", () => {
  const lab = new SwimLab();
  const moving = { gossipVerifyIncoming: false, gossipVerifyOutgoing: false };
  lab.add("with-key", { keyring: ring(key(1)), config: moving });
  lab.add("without", {});
  lab.add("sends-sealed", { keyring: ring(key(1)), config: { ...moving, gossipVerifyOutgoing: true } });
  expect(lab.join("without", "with-key")).toEqual([]);
  expect(lab.sees("with-key")).toEqual(["with-key", "without"]);
  expect(lab.join("sends-sealed", "with-key")).toEqual([]);
  expect(lab.sees("with-key")).toContain("sends-sealed");
});

it("turns a key over without losing a member: install, use, remove", () => {
  const lab = new SwimLab();
  const rings = ["a", "b", "c"].map((name) => {
    const keyring = ring(key(1));
    lab.add(name, { keyring });
    return keyring;
  });
  lab.join("b", "a");
  lab.join("c", "a");
  const everybody = ["a", "b", "c"];
  // Each step reaches one member after the other, with gossip between them.
  for (const turn of [
    (each: (typeof rings)[number]) => each.add(key(2)),
    (each: (typeof rings)[number]) => each.use(key(2)),
    (each: (typeof rings)[number]) => each.remove(key(1)),
  ]) {
    for (const each of rings) {
      turn(each);
      lab.run(10_000);
      for (const name of everybody) expect(lab.sees(name)).toEqual(everybody);
    }
  }
  expect(everybody.flatMap((name) => lab.dropped(name))).toEqual([]);
  lab.add("new", { keyring: ring(key(2)) });
  lab.add("late", { keyring: ring(key(1)) });
  expect(lab.join("new", "a")).toEqual([]);
  expect(lab.join("late", "a")).toHaveLength(1);
  expect(lab.sees("a")).toEqual(["a", "b", "c", "new"]);
});

it("loses a member that missed the new key once the others use it", () => {
  const lab = new SwimLab();
  const [first, second, forgotten] = [ring(key(1)), ring(key(1)), ring(key(1))];
  lab.add("a", { keyring: first });
  lab.add("b", { keyring: second });
  lab.add("c", { keyring: forgotten });
  lab.join("b", "a");
  lab.join("c", "a");
  for (const each of [first, second]) {
    each.add(key(2));
    each.use(key(2));
  }
  lab.run(60_000);
  expect(lab.sees("a")).toEqual(["a", "b"]);
  expect(lab.dropped("c").length).toBeGreaterThan(0);
});
