// The beeper of the picture, by Web Audio. Silent until somebody has touched the page, as browsers demand. Used by panel.ts.

let context: AudioContext | undefined;

export function sound(hertz: number, milliseconds: number): void {
  context ??= new AudioContext();
  if (context.state !== 'running') void context.resume();
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.type = 'square';
  oscillator.frequency.value = hertz;
  gain.gain.value = 0.03;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  oscillator.stop(context.currentTime + milliseconds / 1000);
}
