/** Who is let in: ranges of addresses, a look before the first word, and what each side has learnt after a refusal. */
import { expect, it } from "vitest";
import { parseCidr, type Cidr } from "../../../engine/base/address.ts";
import { SILENT_DELEGATE, type SwimDelegate } from "../../../engine/swim/delegate.ts";
import { SwimLab } from "./swimLab.ts";

function range(text: string): Cidr {
  const read = parseCidr(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const refusesAll: SwimDelegate = { ...SILENT_DELEGATE, notifyMerge: () => "they are none of ours" };

it("takes nobody in from outside of the allowed ranges, whoever tells of them", () => {
  const lab = new SwimLab();
  lab.add("a", { config: { cidrsAllowed: [range("10.0.0.0/24")] } });
  lab.add("b");
  lab.add("far", { address: { ip: "10.9.0.1", port: 7946 } });
  lab.join("b", "a");
  // b has no list, so that it takes the stranger in and tells a of it.
  expect(lab.join("far", "b")).toEqual([]);
  lab.run(10_000);
  expect(lab.sees("b")).toEqual(["a", "b", "far"]);
  expect(lab.sees("a")).toEqual(["a", "b"]);
  const refusals = lab.events.flatMap(({ name, event }) =>
    name === "a" && event.kind === "aliveRefused" ? [event.reason] : [],
  );
  expect(new Set(refusals)).toEqual(new Set(["10.9.0.1 is not allowed here"]));
});

it("with an empty list takes nobody but itself", () => {
  const lab = new SwimLab();
  lab.add("a", { config: { cidrsAllowed: [range("10.0.0.1/32")] } });
  lab.add("b");
  lab.join("b", "a");
  expect(lab.sees("a")).toEqual(["a"]);
});

it("who looks first reads the other side and tells it nothing, when that is refused", () => {
  const lab = new SwimLab();
  lab.add("pool");
  lab.add("guest", { delegate: refusesAll });
  expect(lab.join("guest", "pool", true)).toEqual(["they are none of ours"]);
  expect(lab.sees("guest")).toEqual(["guest"]);
  expect(lab.sees("pool")).toEqual(["pool"]);
});

it("who does not look first has told all it knows, and gossip draws it in although it refused, as upstream", () => {
  const lab = new SwimLab();
  lab.add("pool");
  lab.add("guest", { delegate: refusesAll });
  expect(lab.join("guest", "pool")).toEqual(["they are none of ours"]);
  // A merge delegate is asked at joins only: what the pool now says by gossip is believed.
  expect(lab.sees("guest")).toEqual(["guest", "pool"]);
  expect(lab.sees("pool")).toEqual(["guest", "pool"]);
});

it("who looks first and finds nothing to refuse is a member like any other", () => {
  const lab = new SwimLab();
  lab.add("pool");
  lab.add("guest");
  expect(lab.join("guest", "pool", true)).toEqual([]);
  expect(lab.sees("pool")).toEqual(["guest", "pool"]);
});

it("whoever joins us learns nobody of ours where states are verified before the reply", () => {
  const lab = new SwimLab();
  lab.add("ours", { delegate: refusesAll, config: { verifiesBeforeReply: true } });
  lab.add("stranger");
  expect(lab.join("stranger", "ours")).toHaveLength(1);
  expect(lab.sees("stranger")).toEqual(["stranger"]);
  expect(lab.sees("ours")).toEqual(["ours"]);
});
