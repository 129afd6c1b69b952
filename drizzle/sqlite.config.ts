/** For `npm run db:generate`: writes the SQL that leads from the last migration to the schema. */
export default {
  dialect: 'sqlite',
  schema: './src/store/sqlite/schema*.ts',
  out: './drizzle/sqlite',
};
