import { useHealth } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { HallDevices } from "../hall-dialog.tsx";

/** The PCs, displays and tablets of the hall, and this PC's printers. */
export function DevicesPanel() {
  const { t } = useTexts();
  const printers = useHealth((state) => state.health?.printers) ?? [];
  return (
    <div className="admin-devices">
      <h3>{t("hall.title")}</h3>
      <HallDevices />
      <h3>{t("admin.printers")}</h3>
      <ul className="members">
        {printers.map(({ id, name, address, condition }) => (
          <li key={id} data-testid={`device-${id}`}>
            <i className={`lamp lamp-${condition === "ready" ? "good" : "bad"}`} aria-hidden />
            <strong>{name}</strong>
            <span>
              {t(`print.condition.${condition}`)} · {address}
            </span>
          </li>
        ))}
        {printers.length === 0 ? <li>{t("print.none")}</li> : null}
      </ul>
      <p className="dialog-help">{t("admin.printersHelp")}</p>
    </div>
  );
}
