/** Names that mean another host in each place: Kubernetes services and pods of a set, and what Consul's own DNS answers. */
const ANSWERED_NEARBY = /\.svc(?:\.|$)|\.consul$|^([a-z0-9-]+)-\d+\.\1(?:-[a-z]+)?$/;

export function isAnsweredNearby(host: string): boolean {
  return ANSWERED_NEARBY.test(host);
}
