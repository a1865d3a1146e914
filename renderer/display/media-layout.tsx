import { useCallback, useEffect, useState } from "react";
import { useConnection } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { LatestCall, type LayoutProps, Recent } from "./parts.tsx";

/** How long a picture stays. */
const PICTURE_MS = 12_000;

/** Calls in a column; the rest of the screen is for the office's pictures and videos. */
export function MediaLayout({ board, latest, recent }: LayoutProps) {
  return (
    <section className="display-media">
      <Playlist />
      <div className="display-column">
        <LatestCall board={board} latest={latest} recent={recent} />
        <Recent calls={recent} count={2} />
      </div>
    </section>
  );
}

function Playlist() {
  const names = useNames();
  const [index, setIndex] = useState(0);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const shown = names.filter((name) => !broken.has(name));
  const name = shown[index % Math.max(1, shown.length)];
  const next = useCallback(() => setIndex((now) => now + 1), []);
  const isVideo = name !== undefined && /\.(mp4|webm)$/i.test(name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same picture again takes its time again
  useEffect(() => {
    if (isVideo || name === undefined) return;
    const timer = setTimeout(next, PICTURE_MS);
    return () => clearTimeout(timer);
  }, [name, index, isVideo, next]);
  if (name === undefined) return <Office />;
  const source = `media/${encodeURIComponent(name)}`;
  // What can't be played is left out: a black screen helps nobody.
  const leaveOut = () => setBroken((former) => new Set([...former, name]));
  return (
    <div className="display-medium" data-testid="medium" data-name={name}>
      {isVideo ? (
        <video key={index} src={source} autoPlay muted playsInline onEnded={next} onError={leaveOut} />
      ) : (
        <img key={index} src={source} alt="" onError={leaveOut} />
      )}
    </div>
  );
}

function Office() {
  const { own } = useTexts();
  const office = useConnection(({ hello }) => hello?.station ?? null);
  return (
    <div className="display-medium display-medium-none" data-testid="medium-none">
      <p>{office === null ? "" : own(office.office)}</p>
      <p>{office === null ? "" : own(office.name)}</p>
    </div>
  );
}

/** The files of this PC's folder; none in a plain browser. */
function useNames(): string[] {
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    fetch("media/list.json")
      .then((response) => (response.ok ? (response.json() as Promise<string[]>) : []))
      .then(setNames)
      .catch(() => setNames([]));
  }, []);
  return names;
}
