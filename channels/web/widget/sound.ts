// Two soft notes for a new message, made on the spot so that nothing has to be loaded.
export function chime(): void {
  try {
    const audio = new AudioContext()
    const volume = audio.createGain()
    volume.connect(audio.destination)
    volume.gain.setValueAtTime(0.08, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4)
    for (const [index, pitch] of [660, 880].entries()) {
      const note = audio.createOscillator()
      note.frequency.value = pitch
      note.connect(volume)
      note.start(audio.currentTime + index * 0.12)
      note.stop(audio.currentTime + 0.45)
    }
    setTimeout(() => void audio.close(), 700)
  } catch {
    // No sound device, or the page has not been touched yet: the badge says it as well.
  }
}
