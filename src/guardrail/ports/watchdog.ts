/** An alarm outside of the home account, which goes off when nothing has reset it for a while. */
export interface Watchdog {
  reset(): Promise<void>;
}
