# The command kubehose in a container; it runs the intake where nothing else is asked for.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /kubehose
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production
COPY --from=build /kubehose/dist /opt/kubehose
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["node", "/opt/kubehose/kubehose.mjs"]
CMD ["intake", "--host", "0.0.0.0", "--port", "8080"]
