// What the beeper says. Called by the machine and the screens.
import { beep } from '../board';

/** A key was taken. */
export function soundKey(): void {
  beep(2000, 15);
}

/** A key does nothing here. */
export function soundRefused(): void {
  beep(400, 80);
}

/** A number is ready to be read. */
export function soundReady(): void {
  beep(3000, 120);
}

/** Something needs attention. */
export function soundWarning(): void {
  beep(800, 300);
}
