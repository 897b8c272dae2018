/** The metrics of all pools that one command watches, and of its own process, served while it runs. */
import { addressRange, parseHostPort, parseIp } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { serveMetrics, type MetricsServer } from "../host/metricsServer.ts";
import { CONTENT_TYPE, expositionText, type MetricFamily } from "../metrics/exposition.ts";
import { poolFamilies } from "../metrics/poolFamilies.ts";
import { MeteredPool } from "../metrics/meteredPool.ts";

/** Where metrics are served when only `--metrics` says so much as a port. */
const HOST = "127.0.0.1";
const PORT = 9461;

export interface MetricsPlace {
  readonly host: string;
  readonly port: number;
  /** Reachable from other machines. */
  readonly isOpen: boolean;
}

/** Reads `9461`, `127.0.0.1:9461` or `[::1]:9461`. Other machines are let in only by an address that is written out. */
export function parseMetricsPlace(text: string): Result<MetricsPlace, string> {
  const given = /^:?\d{1,5}$/.test(text) ? `${HOST}:${text.replace(":", "")}` : text;
  const place = parseHostPort(given, PORT);
  if (!place.ok) return place;
  const ip = parseIp(place.value.host === "localhost" ? HOST : place.value.host);
  if (!ip.ok) return fail(`"${text}": name the address itself, such as ${HOST}:${PORT}`);
  return ok({ host: ip.value, port: place.value.port, isOpen: addressRange(ip.value) !== "loopback" });
}

export class MetricsBoard {
  private readonly pools: { readonly name: string; readonly metered: MeteredPool }[] = [];
  private server: MetricsServer | undefined;

  constructor(private readonly withMembers: boolean) {}

  /** One more pool, which is down until its first view is heard. */
  add(name: string): MeteredPool {
    const metered = new MeteredPool();
    this.pools.push({ name, metered });
    return metered;
  }

  /** Gives the address that answers. */
  async serve(place: MetricsPlace): Promise<Result<string, string>> {
    const served = await serveMetrics(place, { contentType: CONTENT_TYPE, text: () => this.text() });
    if (!served.ok) return served;
    this.server = served.value;
    return ok(served.value.url);
  }

  async end(): Promise<void> {
    await this.server?.end();
  }

  private text(): string {
    const readings = this.pools.map(({ name, metered: { counters, view } }) => {
      return { name, id: name, counters, view };
    });
    return expositionText([...poolFamilies(readings, this.withMembers), ...processFamilies()]);
  }
}

/** Names that every client library gives these. */
function processFamilies(): MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const sample = (value: number, suffix = ""): MetricFamily["samples"] => [{ suffix, labels: {}, value }];
  const startedAtS = Date.now() / 1_000 - process.uptime();
  return [
    {
      ...{ name: "process_cpu_seconds", type: "counter", unit: "seconds" },
      help: "User and system time of this process.",
      samples: sample((user + system) / 1e6, "_total"),
    },
    {
      ...{ name: "process_resident_memory_bytes", type: "gauge", unit: "bytes" },
      help: "Resident memory of this process.",
      samples: sample(process.memoryUsage.rss()),
    },
    {
      ...{ name: "process_start_time_seconds", type: "gauge", unit: "seconds" },
      help: "When this process began, in seconds since 1970.",
      samples: sample(Math.round(startedAtS * 1_000) / 1_000),
    },
  ];
}
