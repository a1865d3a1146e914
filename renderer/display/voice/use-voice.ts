import { useEffect, useRef } from "react";
import { create } from "zustand";
import type { Board } from "../../../contract/queue.ts";
import type { Language } from "../../../contract/text.ts";
import { Announcer, type VoiceState } from "./announcer.ts";
import { spokenLanguages } from "./spoken.rules.ts";

/** What the voice of this window does at the moment. */
export const useVoice = create<VoiceState>(() => ({ speaking: "", soundBlocked: false }));

/** Says the calls of the board for as long as the window is there; not what was called before it opened. */
export function useAnnouncements(board: Board | null, language: Language): void {
  const announcer = useRef<Announcer | null>(null);
  useEffect(() => {
    const opened = new Announcer((state) => useVoice.setState(state));
    announcer.current = opened;
    return () => opened.close();
  }, []);
  useEffect(() => {
    if (board !== null) announcer.current?.hear(board.calls, spokenLanguages(language));
  }, [board, language]);
}
