// The beeper: tells whoever listens which tone sounded. Board contract `beep`.

export class Beeper {
  /** A tone began; the machine sets it. */
  onTone: (hertz: number, milliseconds: number) => void = () => {};

  sound(hertz: number, milliseconds: number): void {
    this.onTone(hertz, milliseconds);
  }
}
