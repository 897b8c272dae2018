/**
 * Quiet while a pool is made. Members that a test cluster brings together exchange whole states until everybody knows
 * everybody; rumours of each arrival, which every member passes on sixteen times, would say the same n³ times more. While
 * it is on, nobody passes on who joined; accusations, denials and deaths spread as always.
 */
export interface Hush {
  isOn: boolean;
}
