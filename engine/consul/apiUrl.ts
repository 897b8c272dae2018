/** The address of an HTTP API as people write it: `10.1.0.4`, `consul.example:8500`, `https://consul.example/prefix`. */
import { parseHostPort } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";

export interface ApiUrl {
  /** Without a slash at its end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

const HTTP_PORT = 8500;
const HTTPS_PORT = 8501;

/** Without a scheme it is `http`, unless `isTlsDefault`; without a port 8500, for `https` 8501. */
export function parseApiUrl(text: string, isTlsDefault = false): Result<ApiUrl, string> {
  const match = /^(?:([a-z]+):\/\/)?([^/?#]+)(\/[^?#]*)?$/i.exec(text.trim());
  if (match === null) return fail(`"${text}" is no address of an HTTP API, such as http://10.1.0.4:8500`);
  const [, scheme = isTlsDefault ? "https" : "http", authority = "", path = ""] = match;
  const lower = scheme.toLowerCase();
  if (lower !== "http" && lower !== "https")
    return fail(`"${scheme}://" is not read; write http:// or https://`);
  if (authority.includes("@"))
    return fail("A name or password does not belong into the address; the token is asked for by itself");
  const place = parseHostPort(authority, lower === "https" ? HTTPS_PORT : HTTP_PORT);
  if (!place.ok) return place;
  const { host, port } = place.value;
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return ok({ url: `${lower}://${shownHost}:${port}${path.replace(/\/+$/, "")}`, host, port });
}
