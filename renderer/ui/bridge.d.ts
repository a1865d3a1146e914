/** What the shell gives to its windows; a plain browser has none of it. */
interface Window {
  motcua?: {
    platform: string;
    togglePanel: () => void;
    practise: () => void;
    setUp: (wanted: unknown) => Promise<string | null>;
    readAgain: () => Promise<boolean>;
    showFolder: () => void;
  };
}
