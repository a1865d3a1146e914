import { Button, Select, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { citizenNumberSchema } from "../../contract/dossier.ts";
import type { AppointmentBooking, Slot } from "../../contract/queue.ts";
import { officeDay } from "../../contract/time.ts";
import { station, useBoard } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { clockOf, longDay, shortDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterModal } from "./counter-modal.tsx";
import { session } from "./session.ts";

/** How far ahead a time is booked at the counter. */
const DAYS = 21;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Books a time for the citizen at the counter; the slip with its code comes out of the printer. */
export function AppointmentsDialog() {
  const { t, own, language } = useTexts();
  const board = useBoard((state) => state.board);
  const groups = (board?.groups ?? []).filter(({ group }) => group.appointments !== undefined);
  const [group, setGroup] = useState(groups[0]?.group.id ?? null);
  const [day, setDay] = useState(officeDay(Date.now()));
  const [slot, setSlot] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [citizen, setCitizen] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [booked, setBooked] = useState<AppointmentBooking | null>(null);
  const { slots, bookings, read } = useDay(group, day, setFailure);
  const wrongNumber = citizen !== "" && !citizenNumberSchema.safeParse(citizen).success;
  const days = Array.from({ length: DAYS }, (_, ahead) => officeDay(Date.now() + ahead * DAY_MS));
  const book = async (event: FormEvent) => {
    event.preventDefault();
    if (group === null || slot === null) return;
    setFailure(null);
    try {
      const asked = {
        session: session(),
        requestId: uuidv7(),
        serviceGroup: group,
        slot,
        name,
        phone,
        citizenNumber: citizen || null,
      };
      setBooked((await station.appointments.book(asked)).booking);
      setSlot(null);
      setName("");
      setPhone("");
      setCitizen("");
    } catch (error) {
      setFailure(asFailure(error));
    }
    await read();
  };
  /** A number typed by hand, or a whole card from the scanner, which brings the name along. */
  const readCard = async (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !citizen.includes("|")) return;
    event.preventDefault();
    try {
      const card = await station.dossiers.readCard({ text: citizen });
      setCitizen(card.citizenNumber);
      setName(card.fullName);
      setFailure(null);
    } catch (error) {
      setCitizen("");
      setFailure(asFailure(error));
    }
  };
  const cancel = async (id: string) => {
    await station.appointments
      .cancel({ session: session(), requestId: uuidv7(), id })
      .catch((error: unknown) => setFailure(asFailure(error)));
    await read();
  };
  return (
    <CounterModal title={t("appointments.title")} size="xl">
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="appointment-failure">
          {failureText(t, failure)}
        </p>
      )}
      {booked === null ? null : (
        <p className="notice" role="status" data-testid="appointment-booked" data-code={booked.code}>
          {t("appointments.booked", {
            time: `${clockOf(booked.slot)} ${shortDay(booked.day)}`,
            code: booked.code,
          })}
        </p>
      )}
      {groups.length === 0 ? <p className="dialog-help">{t("appointments.noGroups")}</p> : null}
      <form onSubmit={(event) => void book(event)}>
        <div className="find-form">
          <Select
            label={t("appointments.group")}
            data={groups.map((entry) => ({ value: entry.group.id, label: own(entry.group.name) }))}
            value={group}
            allowDeselect={false}
            onChange={setGroup}
          />
          <Select
            label={t("appointments.day")}
            data={days.map((value) => ({ value, label: longDay(value, language) }))}
            value={day}
            allowDeselect={false}
            onChange={(value) => setDay(value ?? day)}
          />
        </div>
        <div className="slots">
          {slots.map(({ slot: start, left }) => (
            <button
              key={start}
              type="button"
              disabled={left === 0}
              aria-pressed={slot === start}
              data-testid="slot"
              onClick={() => setSlot(start)}
            >
              <b>{clockOf(start)}</b> <small>{t("appointments.left", { n: left })}</small>
            </button>
          ))}
          {slots.length === 0 ? <p className="dialog-help">{t("appointments.noSlots")}</p> : null}
        </div>
        <div className="find-form">
          <TextInput
            label={t("appointments.citizenNumber")}
            placeholder={t("appointments.citizenHint")}
            value={citizen}
            maxLength={400}
            autoComplete="off"
            error={wrongNumber ? t("intake.needNumber") : undefined}
            data-testid="appointment-citizen"
            onChange={(event) => setCitizen(event.currentTarget.value)}
            onKeyDown={(event) => void readCard(event)}
          />
          <TextInput
            label={t("appointments.name")}
            value={name}
            maxLength={200}
            data-testid="appointment-name"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t("appointments.phone")}
            value={phone}
            maxLength={20}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <Button
            type="submit"
            disabled={slot === null || name.trim().length < 2 || wrongNumber}
            data-testid="book"
          >
            {t("appointments.book")}
          </Button>
        </div>
      </form>
      <h3>{t("appointments.list")}</h3>
      <ul className="found">
        {bookings.map((booking) => (
          <li key={booking.id}>
            <strong>{clockOf(booking.slot)}</strong>
            <span>
              {booking.name} · {booking.code}
              {booking.status === "used" ? ` · ${t("appointments.used")}` : null}
            </span>
            {booking.status === "booked" ? (
              <Button
                variant="subtle"
                color="brick"
                size="compact-sm"
                onClick={() => void cancel(booking.id)}
              >
                {t("appointments.cancel")}
              </Button>
            ) : null}
          </li>
        ))}
        {bookings.length === 0 ? <li className="recent-none">{t("appointments.none")}</li> : null}
      </ul>
    </CounterModal>
  );
}

/** The slots and the bookings of a day, read anew when another is chosen or something was booked. */
function useDay(group: string | null, day: string, onFailure: (failure: Failure) => void) {
  const [slots, setSlots] = useState<Slot[]>([]);
  const [bookings, setBookings] = useState<AppointmentBooking[]>([]);
  const read = useCallback(async () => {
    if (group === null) return;
    try {
      setSlots(await station.appointments.slots({ session: session(), serviceGroup: group, day }));
      setBookings(await station.appointments.ofDay({ session: session(), day }));
    } catch (error) {
      onFailure(asFailure(error));
    }
  }, [group, day, onFailure]);
  useEffect(() => void read(), [read]);
  return { slots, bookings, read };
}
