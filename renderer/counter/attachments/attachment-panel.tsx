import { Button } from "@mantine/core";
import { type DragEvent, useEffect, useRef, useState } from "react";
import type { Scan, StoredFile } from "../../../contract/attachment-calls.ts";
import type { Attachment } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { clockOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { PaperPicker } from "../../ui/paper-picker.tsx";
import { follow } from "../../ui/station.ts";
import { useDialogs } from "../dialogs.ts";
import { session } from "../session.ts";
import { AttachmentLine } from "./attachment-line.tsx";
import "./attachments.css";
import { Camera } from "./camera.tsx";
import { sendFile } from "./send-file.ts";

/** The scanner's last papers; older ones wait below. */
const OFFERED = 4;

/**
 * Papers of a dossier as files (*tệp đính kèm*): from the disk, dropped here, from the scanner's folder or photographed.
 * What is taken is at the station when `onAdd` is called; the panel keeps nothing itself.
 *
 * @param keys whether Alt+F, Alt+S and Alt+P work wherever the focus is.
 */
export function AttachmentPanel(props: {
  attachments: readonly Attachment[];
  /** What a paper can be said to show. */
  components: readonly { id: string; name: string }[];
  help?: string | undefined;
  keys?: boolean;
  /** Hashes of those that stay, whatever else may be taken off. */
  fixed?: readonly string[] | undefined;
  onAdd: (file: StoredFile) => void;
  /** Left out where nothing may be taken off. */
  onRemove?: ((sha256: string) => void) | undefined;
  onTie: (sha256: string, componentId: string | null) => void;
}) {
  const { t } = useTexts();
  const { attachments, components, help, keys = false, fixed = [], onAdd, onRemove, onTie } = props;
  const [failures, setFailures] = useState<Failure[]>([]);
  const [sending, setSending] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const [isPhotographing, setIsPhotographing] = useState(false);
  const dialogs = useDialogs();
  const picker = useRef<HTMLInputElement>(null);
  const scans = useScans();

  const take = async (files: readonly { file: Blob; name: string }[]) => {
    setFailures([]);
    for (const { file, name } of files) {
      try {
        const share = (done: number) => setSending(`${name} ${Math.round(done * 100)}%`);
        share(0);
        onAdd(await sendFile(file, name, share));
      } catch (error) {
        // The others are taken all the same; what was refused is said, one by one.
        const failure = asFailure(error);
        setFailures((former) => [...former, failure]);
      }
    }
    setSending(null);
  };
  const takeScan = async (name: string) => {
    setFailures([]);
    try {
      onAdd(await station.attachments.takeScan({ session: session(), name }));
    } catch (error) {
      setFailures([asFailure(error)]);
    }
  };
  const pick = () => picker.current?.click();
  const photograph = () => {
    setIsPhotographing(true);
    dialogs.open({ kind: "camera" });
  };
  const takeNext = () => {
    const next = scans?.[0];
    if (next !== undefined) void takeScan(next.name);
  };
  useAltKeys(
    keys,
    new Map([["KeyF", pick] as const, ["KeyS", takeNext] as const, ["KeyP", photograph] as const]),
  );
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take([...event.dataTransfer.files].map((file) => ({ file, name: file.name })));
  };
  return (
    <section
      className={isOver ? "attachments attachments-over" : "attachments"}
      aria-label={t("attachments.title")}
      data-testid="attachments"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <h3>
        {t("attachments.title")} {attachments.length === 0 ? null : <small>({attachments.length})</small>}
      </h3>
      <div className="attachments-ways">
        <Button variant="light" size="compact-md" onClick={pick} data-testid="attach-file">
          {t("attachments.file")} {keys ? <kbd>Alt F</kbd> : null}
        </Button>
        <Button variant="light" size="compact-md" onClick={photograph} data-testid="attach-photo">
          {t("attachments.camera")} {keys ? <kbd>Alt P</kbd> : null}
        </Button>
        <PaperPicker
          ref={picker}
          onPick={(files) => void take(files.map((file) => ({ file, name: file.name })))}
        />
      </div>
      {help === undefined ? null : <p className="attachments-help">{help}</p>}
      {failures.map((failure) => (
        <p
          key={`${failure.code} ${JSON.stringify(failure.data)}`}
          className="notice notice-call"
          role="alert"
          data-testid="attachment-failure"
        >
          {failureText(t, failure)}
        </p>
      ))}
      {sending === null ? null : (
        <p className="attachments-help" role="status">
          {t("attachments.sending", { name: sending })}
        </p>
      )}
      <ul className="attachment-list">
        {attachments.map((attachment) => (
          <AttachmentLine
            key={attachment.sha256}
            attachment={attachment}
            components={components}
            onRemove={
              onRemove === undefined || fixed.includes(attachment.sha256)
                ? undefined
                : () => onRemove(attachment.sha256)
            }
            onTie={(componentId) => onTie(attachment.sha256, componentId)}
          />
        ))}
      </ul>
      {attachments.length === 0 && (scans?.length ?? 0) === 0 ? (
        <p className="attachments-help">
          {t(scans === null ? "attachments.none" : "attachments.noneWithScanner")}
        </p>
      ) : null}
      <Scans scans={scans ?? []} keys={keys} onTake={(name) => void takeScan(name)} />
      {isPhotographing && dialogs.dialog?.kind === "camera" ? (
        <Camera
          onClose={() => {
            setIsPhotographing(false);
            dialogs.close();
          }}
          onPhoto={(photo) =>
            void take([
              { file: photo, name: `${t("attachments.photoName", { time: clockOf(Date.now()) })}.jpg` },
            ])
          }
        />
      ) : null}
    </section>
  );
}

/** New papers in the scanner's folder, the latest first; the first is taken by a key. */
function Scans(props: { scans: readonly Scan[]; keys: boolean; onTake: (name: string) => void }) {
  const { t } = useTexts();
  const { scans, keys, onTake } = props;
  if (scans.length === 0) return null;
  return (
    <div className="scans" data-testid="scans">
      <h4>{t("attachments.scans", { n: scans.length })}</h4>
      <ul>
        {scans.slice(0, OFFERED).map(({ name, at }, index) => (
          <li key={name}>
            <button type="button" onClick={() => onTake(name)} data-testid="take-scan">
              <span title={name}>{name}</span>
              <small>{clockOf(at)}</small>
              {keys && index === 0 ? <kbd>Alt S</kbd> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What lies in the scanner's folder; null where this PC has none. */
function useScans(): Scan[] | null {
  const [scans, setScans] = useState<Scan[] | null>(null);
  useEffect(
    () => follow((options) => station.attachments.watchScans({ session: session() }, options), setScans),
    [],
  );
  return scans;
}

function useAltKeys(on: boolean, acts: ReadonlyMap<string, () => void>): void {
  const now = useRef(acts);
  now.current = acts;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || useDialogs.getState().dialog !== null) return;
      const act = now.current.get(event.code);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}
