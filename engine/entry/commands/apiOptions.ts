/** The options by which a command asks an agent's API instead of a gossip port. */
import type { Command } from "commander";

export function apiOptions(command: Command): Command {
  return command
    .option("--http [url]", "ask the HTTP API of a Consul agent instead; without a value CONSUL_HTTP_ADDR")
    .option("--token-file <file>", "ACL token for --http; else CONSUL_HTTP_TOKEN_FILE or CONSUL_HTTP_TOKEN")
    .option("--ca-file <file>", "CA of an https address, PEM; else CONSUL_CACERT")
    .option("--client-cert-file <file>", "certificate of ours, PEM; else CONSUL_CLIENT_CERT")
    .option("--client-key-file <file>", "its key, PEM; else CONSUL_CLIENT_KEY")
    .option("--tls-server-name <name>", "name in the agent's certificate; else CONSUL_TLS_SERVER_NAME")
    .option("--rpc [host:port]", "ask the RPC port of a Serf agent instead; without a value SERF_RPC_ADDR")
    .option("--auth-file <file>", "auth key for --rpc; else SERF_RPC_AUTH");
}
