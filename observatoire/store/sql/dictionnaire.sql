SELECT table_name, column_name, lower(data_type), is_nullable = 'YES' AS peut_manquer, ordinal_position
FROM information_schema.columns
ORDER BY table_name, ordinal_position;
