export type {
  ActionAnswer,
  ActionCall,
  PrepareCall,
  Resource,
  ResourceAction,
  ResourceDraft,
  ResourceType,
} from "./resource-type.ts";
