declare module "npos" {
  /** A command as npos finds it: where it starts, how long it is, which function it calls. */
  export interface CommandNode {
    code: number;
    ascii: string;
    fn?: string;
    offset: number;
    length: number;
  }
  export interface Analysis {
    error?: Error;
    tree: CommandNode[] | null;
  }
  type Rules = Record<number, Record<string, unknown> | number>;
  const npos: {
    rules: Rules;
    parser(rules?: Rules): { analyze(raw: Buffer): Analysis };
  };
  export default npos;
}
