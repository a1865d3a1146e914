import { officeDay } from "../../contract/time.ts";
import { useConnection } from "../ui/connection.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";

/** Whose kiosk this is, the day and the time. */
export function Heading() {
  const { own, language } = useTexts();
  const office = useConnection((connection) => connection.hello?.station ?? null);
  const now = useNow();
  return (
    <header className="kiosk-head">
      <div>
        <p>{office === null ? "" : own(office.office)}</p>
        <h1>{office === null ? "" : own(office.name)}</h1>
      </div>
      <div className="kiosk-clock">
        <strong>{clockOf(now)}</strong>
        <span>{longDay(officeDay(now), language)}</span>
      </div>
    </header>
  );
}
