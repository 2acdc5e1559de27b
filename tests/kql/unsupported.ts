/** Why a group of names is refused, and stays so. */
export interface Unsupported {
  readonly reason: string;
  readonly names: readonly string[];
}

/** Functions, aggregates and plugins that this product will not have, by their reason. */
export const unsupported: readonly Unsupported[] = [
  {
    reason: "internal to Microsoft's engine; no page describes it",
    names: [
      ...["__cast", "__geo_length_to_s2cell_level", "__geo_line_s2cell_covering_level"],
      ...["__geo_line_validate", "__geo_polygon_s2cell_covering_level", "__geo_polygon_validate"],
      ...["__hash_crc32", "__hash_djb2", "__hash_many_crc32", "__hash_xxh64", "__hll_normalize"],
      ...["__invoke", "__ipv6_lookup_ranges", "__lz4_compress_dynamic_array_to_base64_string"],
      ...["passthrough", "identity", "identity_v3", "preview"],
    ],
  },
  {
    reason:
      "tells of a cluster's own parts (nodes, extents, rows in memory), which there are none of",
    names: [
      ...["current_cluster_endpoint", "current_node_id", "extent_id", "extentid", "extent_tags"],
      ...["rowstore_ordinal_range", "row_id", "cursor_after", "cursor_before_or_at"],
      ...["cursor_current", "current_cursor", "estimate_rows_count", "execute_show_command"],
      ...["stored_query_result", "external_table", "materialized_view", "entity_group"],
    ],
  },
  {
    reason: "calls a service outside",
    names: [
      ...["azure_digital_twins_query_request", "cosmosdb_sql_request", "http_request"],
      ...["http_request_post", "sql_request", "mysql_request", "postgresql_request"],
      ...["dax_request", "ai_embed_text", "ai_chat_completion", "ai_chat_completion_prompt"],
      ...["ai_embeddings", "execute_query", "external_datatable", "infer_storage_schema"],
      "infer_storage_schema_with_suggestions",
    ],
  },
  {
    reason: "runs a program of the query's author",
    names: ["csharp", "python", "r"],
  },
  {
    reason: "needs a database of addresses and places, which is licensed",
    names: ["geo_info_from_ip_address"],
  },
  {
    reason: "needs a list of the world's browsers, systems and devices",
    names: ["parse_user_agent"],
  },
  {
    reason:
      "has a result that no page defines: bytes that a compressor may choose, a formula, types",
    names: [
      ...["gzip_compress_to_base64_string", "zlib_compress_to_base64_string", "hash_combine"],
      ...["hash_many", "parse_xml", "estimate_data_size"],
    ],
  },
  {
    reason: "gives decimals of more digits than the engine's decimals have before the point",
    names: ["parse_version"],
  },
  {
    reason: "lists the time zones of one version of their database",
    names: ["datetime_list_timezones"],
  },
];
