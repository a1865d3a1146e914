import { toDataURL } from "qrcode";
import { useEffect, useState } from "react";

/** A QR code as a picture, with what it is for those who can't see it. */
export function QrCode({ text, name, testId }: { text: string; name: string; testId: string }) {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void toDataURL(text, { margin: 2, scale: 6 }).then((made) => {
      if (current) setPicture(made);
    });
    return () => {
      current = false;
    };
  }, [text]);
  return picture === null ? null : <img className="kiosk-qr" data-testid={testId} src={picture} alt={name} />;
}
