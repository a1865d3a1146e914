import { Button, Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../../ui/i18n/index.ts";

/** Enough to read a sheet A4; the camera gives what it has. */
const WANTED = { width: { ideal: 2560 }, height: { ideal: 1920 }, facingMode: "environment" } as const;
const QUALITY = 0.9;

/** Photographs papers with the PC's camera: Enter takes one, Escape is done. */
export function Camera({ onPhoto, onClose }: { onPhoto: (photo: Blob) => void; onClose: () => void }) {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<"opening" | "open" | "none">("opening");
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let closed = false;
    const open = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
        if (closed || video.current === null) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        setState("open");
      } catch {
        if (!closed) setState("none");
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void open();
    return () => {
      closed = true;
      stop();
    };
  }, []);
  useEffect(() => {
    if (state === "open") shutter.current?.focus();
  }, [state]);
  const photograph = async () => {
    const source = video.current;
    if (source === null || state !== "open") return;
    const canvas = document.createElement("canvas");
    canvas.width = source.videoWidth;
    canvas.height = source.videoHeight;
    canvas.getContext("2d")?.drawImage(source, 0, 0);
    const photo = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (photo === null) return;
    setTaken((count) => count + 1);
    onPhoto(photo);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("attachments.cameraTitle")}
      size="xl"
      centered
      closeButtonProps={{ "aria-label": t("counter.close") }}
      transitionProps={{ duration: 0 }}
    >
      <div className="camera">
        {state === "none" ? (
          <p className="notice notice-call" role="alert" data-testid="no-camera">
            {t("attachments.noCamera")}
          </p>
        ) : (
          <video ref={video} muted playsInline data-testid="camera" data-state={state} />
        )}
        <div className="camera-acts">
          <Button
            ref={shutter}
            size="md"
            disabled={state !== "open"}
            onClick={() => void photograph()}
            data-testid="photograph"
          >
            {t("attachments.photograph")} <kbd>Enter</kbd>
          </Button>
          <Button size="md" variant="default" data-autofocus onClick={onClose} data-testid="camera-done">
            {t("attachments.done")} <kbd>Esc</kbd>
          </Button>
          <span aria-live="polite" data-testid="photos">
            {taken === 0 ? null : t("attachments.taken", { n: taken })}
          </span>
        </div>
      </div>
    </Modal>
  );
}
