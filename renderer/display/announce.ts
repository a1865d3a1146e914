/** Two soft tones before a number is read: made here, so that it sounds on a PC without any sound file. */
let context: AudioContext | null = null;

export function chime(): void {
  context ??= new AudioContext();
  const start = context.currentTime + 0.02;
  tone(context, 784, start);
  tone(context, 587, start + 0.28);
}

function tone(audio: AudioContext, frequency: number, start: number): void {
  const oscillator = audio.createOscillator();
  const loudness = audio.createGain();
  oscillator.frequency.value = frequency;
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(0.35, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
  oscillator.connect(loudness).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 1);
}
