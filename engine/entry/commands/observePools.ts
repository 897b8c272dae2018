/** `lanekeeper observe A B …`: each pool on its own, and `--metrics` of all of them. */
import { MetricsBoard, parseMetricsPlace } from "../metricsBoard.ts";
import { observe, type ObserveOptions } from "./observe.ts";
import { talk } from "./talk.ts";

/** The worst exit code of all. */
export async function observePools(
  places: readonly string[],
  options: ObserveOptions,
  stopped: Promise<void>,
): Promise<number> {
  const misuse = wrongUse(places, options);
  if (misuse !== undefined) return talk(2, misuse);
  const board = options.metrics === undefined ? undefined : new MetricsBoard(options.metricsMembers === true);
  const problem = await serve(board, options.metrics);
  if (problem !== undefined) return talk(2, problem);
  const named = places.length === 0 ? [undefined] : places;
  try {
    const codes = named.map((place) => {
      const title = named.length > 1 ? (place ?? "") : "";
      const metered = board?.add(place ?? apiName(options));
      return observe(place, options, stopped, { title, metered });
    });
    return Math.max(...(await Promise.all(codes)));
  } finally {
    await board?.end();
  }
}

function wrongUse(places: readonly string[], options: ObserveOptions): string | undefined {
  if (new Set(places).size < places.length) return "one and the same address is given twice";
  if (options.metricsMembers === true && options.metrics === undefined)
    return "--metrics-members needs --metrics";
  if (options.metrics !== undefined && options.once === true)
    return "--metrics is served while a pool is watched; leave out --once";
  if (places.length < 2) return undefined;
  if (options.record !== undefined) return "--record keeps one pool; run the command once for each";
  if (options.attach === "member") return "--attach member joins one pool, never two";
  return undefined;
}

async function serve(board: MetricsBoard | undefined, text = ""): Promise<string | undefined> {
  if (board === undefined) return undefined;
  const place = parseMetricsPlace(text);
  if (!place.ok) return `--metrics: ${place.error}`;
  const url = await board.serve(place.value);
  if (!url.ok) return url.error;
  talk(0, `metrics at ${url.value}`);
  if (place.value.isOpen)
    talk(0, "whoever reaches that address reads names of pools and datacenters, without a password");
  return undefined;
}

/** An API's address, as far as the command line tells it. */
function apiName({ http, rpc }: ObserveOptions): string {
  const given = http ?? rpc;
  return typeof given === "string" ? given : http === undefined ? "rpc" : "http";
}
