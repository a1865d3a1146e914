import { type ComponentType, useEffect } from "react";
import type { Board } from "../../contract/queue.ts";
import { type DisplayLayout, displayLayoutSchema } from "../../contract/settings.ts";
import { officeDay } from "../../contract/time.ts";
import { useBoard, useConnection, watchBoard } from "../ui/connection.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { StationGate } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import "./display.css";
import { GridLayout } from "./grid-layout.tsx";
import { useRecentCalls } from "./history.ts";
import { LineLayout } from "./line-layout.tsx";
import { MediaLayout } from "./media-layout.tsx";
import type { LayoutProps } from "./parts.tsx";
import { SplitLayout } from "./split-layout.tsx";
import { useAnnouncements, useVoice } from "./voice/use-voice.ts";

export default function DisplayWindow() {
  useEffect(() => watchBoard(), []);
  const board = useBoard((state) => state.board);
  useAnnouncements(board, useTexts().language);
  return (
    <>
      <StationGate help="link.faultHelp">
        <Display board={board} />
      </StationGate>
      <SoundNotice />
    </>
  );
}

const layouts: Record<DisplayLayout, ComponentType<LayoutProps>> = {
  split: SplitLayout,
  line: LineLayout,
  grid: GridLayout,
  media: MediaLayout,
};

const layout = displayLayoutSchema
  .catch("split")
  .parse(new URLSearchParams(window.location.search).get("layout"));

function Display({ board }: { board: Board | null }) {
  const speaking = useVoice((voice) => voice.speaking);
  const latest = board?.calls[0] ?? null;
  const recent = useRecentCalls(board).filter(({ ticket }) => ticket !== latest?.ticket);
  const Layout = layouts[layout];
  return (
    <main className="display" data-testid="display" data-speaking={speaking} data-layout={layout}>
      <Heading board={board} />
      <Layout board={board} latest={latest} recent={recent} />
      <Announcement board={board} />
    </main>
  );
}

/** The office's one line, where it has something to say. */
function Announcement({ board }: { board: Board | null }) {
  const { own } = useTexts();
  const text = board?.announcement ?? null;
  if (text === null) return null;
  return (
    <footer className="display-announcement" data-testid="announcement">
      {own(text)}
    </footer>
  );
}

/** Browsers keep back sound until somebody touches the page; the app itself never does. */
function SoundNotice() {
  const { t } = useTexts();
  const blocked = useVoice((voice) => voice.soundBlocked);
  if (!blocked) return null;
  return (
    <p className="display-sound" role="status" data-testid="sound-blocked">
      {t("display.soundBlocked")}
    </p>
  );
}

function Heading({ board }: { board: Board | null }) {
  const { t, own, language } = useTexts();
  const office = useConnection((connection) => connection.hello?.station ?? null);
  const now = useNow();
  const waiting = (board?.groups ?? []).reduce((sum, group) => sum + group.waiting, 0);
  return (
    <header className="display-head">
      <div>
        <p>{office === null ? "" : own(office.office)}</p>
        <h1>{office === null ? "" : own(office.name)}</h1>
      </div>
      <p className="display-waiting">{t("display.waitingTotal", { n: waiting })}</p>
      <div className="display-clock">
        <strong>{clockOf(now)}</strong>
        <span>{longDay(officeDay(now), language)}</span>
      </div>
    </header>
  );
}
