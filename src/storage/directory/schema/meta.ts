/** Single facts about the store itself, such as the version of its layout. */
export interface MetaTable {
  key: string;
  value: string;
}
