import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import type { StaffPin } from "../../../contract/station.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";

/** Who has a PIN on this PC; whoever is new gets the first one here, whoever forgot it another. */
export function PinsPanel() {
  const { t } = useTexts();
  const [pins, setPins] = useState<StaffPin[]>([]);
  const [open, setOpen] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = useCallback(async () => {
    try {
      setPins(await station.staff.pins({ session: session() }));
      setFailure(null);
    } catch (error) {
      setFailure(asFailure(error));
    }
  }, []);
  useEffect(() => void read(), [read]);
  const save = async (staff: string, pin: string) => {
    try {
      await station.staff.setPin({ session: session(), staff, pin });
      setOpen(null);
      await read();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <div className="admin-devices" data-testid="pins">
      <p className="dialog-help">{t("admin.pinsHelp")}</p>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      <ul className="admin-list">
        {pins.map(({ staff, name, title, hasPin }) => (
          <li key={staff} data-testid={`pin-${staff}`}>
            <div className="admin-line">
              <strong>
                {name} <small>{title}</small>
              </strong>
              {hasPin ? null : <span className="admin-warning">{t("admin.noPin")}</span>}
              <Button
                variant="light"
                data-testid={`set-pin-${staff}`}
                onClick={() => setOpen(open === staff ? null : staff)}
              >
                {t(hasPin ? "admin.otherPin" : "admin.firstPin")}
              </Button>
            </div>
            {open === staff ? <PinForm onSave={(pin) => save(staff, pin)} /> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function PinForm({ onSave }: { onSave: (pin: string) => Promise<void> }) {
  const { t } = useTexts();
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const isFit = /^\d{4,12}$/.test(pin);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFit && pin === again) void onSave(pin);
  };
  return (
    <form className="localized-inputs" onSubmit={submit}>
      <PasswordInput
        label={t("admin.pin")}
        inputMode="numeric"
        autoComplete="off"
        value={pin}
        autoFocus
        data-testid="new-pin"
        onChange={(event) => setPin(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("admin.pinAgain")}
        inputMode="numeric"
        autoComplete="off"
        value={again}
        error={again !== "" && isFit && !pin.startsWith(again) ? t("admin.pinDiffers") : undefined}
        data-testid="new-pin-again"
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!isFit || pin !== again} data-testid="save-pin">
        {t("admin.savePin")}
      </Button>
    </form>
  );
}
