import { Body, Controller, Get, Module, Param, ParseIntPipe, Post, Query } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import serverlessExpress from "@codegenie/serverless-express";
import { exec } from "child_process";

@Controller("show")
class ShowController {
  @Get(":name")
  one(@Param("name") name: string, @Query("size") size: string) {
    exec(`show ${name}`); // leastwise: expect command-injection
    exec(`show ${Number(size)}`);
  }

  @Get("page/:page")
  page(@Param("page", ParseIntPipe) page: number, @Param("page") text: string) {
    exec(`show ${page}`);
    exec(`show ${text}`); // leastwise: expect command-injection
  }

  @Post()
  make(@Body() body: { name: string }) {
    exec(`show ${body.name}`); // leastwise: expect command-injection
  }
}

@Module({ controllers: [ShowController] })
class AppModule {}

export const handler = async (event: any, context: any) => {
  const app = await NestFactory.create(AppModule);
  await app.init();
  return serverlessExpress({ app: app.getHttpAdapter().getInstance() })(event, context, () => {});
};
