/** A cloud auto-join string of go-discover in a form that can be compared. */

export interface AutoJoin {
  /** `aws`, `gce`, `k8s`, …; as written, even if no such provider exists. */
  readonly provider: string;
  /** In the order written, quotes removed; an old `retry_join_ec2` block gives the same. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether a template hides some of it. */
  readonly hasPlaceholder: boolean;
  /** Provider and what selects instances: no credentials, no order. Equal selectors find the same machines. */
  readonly selector: string;
}
