/** The certificates that a pool's HTTPS address needs, read from the files that the user named. */
import type { TlsIdentity } from "../engine/index.ts";
import type { KnownApi } from "./pool.ts";

/** Reads them anew each time, since certificates are renewed; the error names the file. */
export async function readTlsFiles(api: KnownApi | undefined): Promise<TlsIdentity> {
  if (api?.kind !== "consulHttp") return {};
  // Loaded when it is needed: activation waits for nothing that it does not use.
  const { readFile } = await import("node:fs/promises");
  const { caFile, clientCertFile, clientKeyFile, serverName } = api;
  return {
    ...(caFile === undefined ? {} : { ca: await readFile(caFile, "utf8") }),
    ...(clientCertFile === undefined ? {} : { clientCertificate: await readFile(clientCertFile, "utf8") }),
    ...(clientKeyFile === undefined ? {} : { clientKey: await readFile(clientKeyFile, "utf8") }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}
